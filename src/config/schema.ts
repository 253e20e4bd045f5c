/** Schema of campus.yaml: every key described, unknown keys refused. */
import { z } from "zod";
import { notifySchema } from "./notify.ts";
import { observeSchema } from "./observe.ts";
import { platformSchema, type ServerPlatform } from "./platform.ts";
import { type PolicyPatch, policySchema } from "./policy.ts";
import { namesIn } from "./policy-merge.ts";
import { scheduleSchema, serveSchema } from "./serve.ts";
import { SourceConfig } from "./source.ts";
import { issuesWithoutId } from "./source-role.ts";
import { scimSchema } from "./source-scim.ts";
import { storeSchema } from "./store.ts";

/** Addresses of the web interface begin with the server's name: these are taken (docs/RULES.md §13). */
const reservedNames: ReadonlySet<string> = new Set(["api", "assets", "auth", "health", "metrics", "scim"]);

/** What must be written unless campus itself runs the platform on this machine, and so knows it. */
const reach = (key: "url" | "tokenFile") => ({
  path: [key],
  error: "required: the platform is not one that campus runs on this machine",
  // Said together with whatever else is wrong.
  when: () => true,
});
const isKnown = (key: "url" | "tokenFile") => (server: { readonly [name: string]: unknown }) =>
  Boolean(server?.[key]) || (server?.platform as { target?: string } | undefined)?.target === "local";

const plainServer = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, "a-z 0-9 -")
    .refine((name) => !reservedNames.has(name), "reserved: api, assets, auth, health, metrics, scim")
    .describe("Name of this server in campus, such as prod or test."),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .transform((url) => url ?? "")
    .describe("Address of Synapse's client API, as campus reaches it; left out for a platform that campus itself runs on this machine."),
  serverName: z
    .string()
    .min(1)
    .max(230)
    .regex(/^[a-z0-9.-]+(:\d{1,5})?$/, "a-z 0-9 . -")
    .describe("Matrix server name: the part after the colon in Matrix ids."),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .transform((file) => file ?? "")
    .describe("File that holds the application service's token, readable by campus only; left out for a platform that campus itself runs."),
  tls: z
    .strictObject({
      caFile: z.string().min(1).describe("Certificate of the authority that signed the server's (PEM); no other is believed."),
      certificateFile: z.string().min(1).describe("Certificate that campus shows (PEM)."),
      keyFile: z.string().min(1).describe("Its private key, readable by campus only."),
    })
    .optional()
    .describe("For an address that asks campus for a certificate, as the internal listener between machines does."),
  observe: observeSchema,
  mode: z
    .enum(["active", "shadow"])
    .default("active")
    .describe("shadow: passes plan and report for as long as wanted, and nothing is ever written on the server."),
  sources: z.array(z.string()).min(1).optional().describe("Names of the sources this server follows; all of them when left out."),
  schedule: scheduleSchema.prefault({}),
  policy: policySchema.prefault({}).describe("The site's own rules for this server, over the defaults."),
  platform: platformSchema
    .optional()
    .describe("The platform of this server, when campus itself renders and runs it; left out when Synapse is run otherwise."),
});
const serverSchema = plainServer
  .refine(isKnown("url"), reach("url"))
  .refine(isKnown("tokenFile"), reach("tokenFile"))
  .refine(({ observe, platform }) => observe.kind === "api" || observe.url !== undefined || platform !== undefined, {
    path: ["observe", "url"],
    error: "required: the platform is not one that campus renders",
  });

export const configSchema = z
  .strictObject({
    language: z
      .enum(["fr", "en"])
      .default("fr")
      .describe("Language of what campus writes to people on the server; the command line speaks the terminal's."),
    stateFolder: z.string().min(1).default(".campus").describe("Folder of what campus writes, relative to this file."),
    today: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, "YYYY-MM-DD")
      .optional()
      .describe("Day to compute with instead of the clock's, for demonstrations and trials only."),
    store: storeSchema.prefault({ kind: "embedded" }),
    notify: notifySchema.optional(),
    serve: serveSchema.prefault({}),
    scim: scimSchema.prefault({}),
    servers: z.array(serverSchema).min(1).describe("Matrix servers that campus manages."),
    sources: z.array(SourceConfig).min(1).describe("Where people and structures are read, in order of precedence."),
  })
  .superRefine((config, context) => {
    refuseDuplicates(config.servers, "servers", context);
    refuseDuplicates(config.sources, "sources", context);
    refuseRoles(config, context);
    refuseUnknownSources(config, context);
  });

type Checked = {
  readonly sources: readonly SourceConfig[];
  readonly servers: readonly { readonly sources?: readonly string[] | undefined; readonly policy: PolicyPatch }[];
};

function refuseRoles({ sources }: Checked, context: Issues): void {
  for (const [index, source] of sources.entries()) {
    if (issuesWithoutId(source))
      context.addIssue({ code: "custom", path: ["sources", index, "joinBy"], message: "needs id where issuesIds is true" });
  }
}

function refuseUnknownSources({ sources, servers }: Checked, context: Issues): void {
  const known = new Set(sources.map((source) => source.name));
  for (const [index, server] of servers.entries()) {
    const followed = (server.sources ?? []).map((name, at) => ({ name, path: ["sources", at] }));
    const preferred = [...namesIn(server.policy.merge)].map(({ name, path }) => ({ name, path: ["policy", "merge", ...path] }));
    for (const { name, path } of [...followed, ...preferred]) {
      if (!known.has(name)) context.addIssue({ code: "custom", path: ["servers", index, ...path], message: `unknown source: ${name}` });
    }
  }
}

interface Issues {
  addIssue(issue: { code: "custom"; path: (string | number)[]; message: string }): void;
}

function refuseDuplicates(items: readonly { readonly name: string }[], key: string, context: Issues): void {
  for (const [index, { name }] of items.entries()) {
    if (items.findIndex((other) => other.name === name) !== index) {
      context.addIssue({ code: "custom", path: [key, index, "name"], message: `duplicate: ${name}` });
    }
  }
}

export type CampusConfig = z.infer<typeof configSchema>;
export type ServerConfig = CampusConfig["servers"][number];

/** The platform of a server, with what it needs of the rest of the configuration; null when campus doesn't run it. */
export function platformOf({ language }: CampusConfig, { name, serverName, platform }: ServerConfig): ServerPlatform | null {
  return platform === undefined ? null : { ...platform, name, serverName, language };
}
