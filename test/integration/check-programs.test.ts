/** The real programs judge what is rendered: good descriptions pass, and each broken line leads back to the key it came from. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { describePlatform } from "#config/platform.ts";
import type { Finding } from "#core/finding.ts";
import { defaultPolicy } from "#core/policy.ts";
import { checkPrograms } from "#hosting/check-programs.ts";
import { installedPrograms } from "#hosting/installed-programs.ts";
import type { Bench } from "#hosting/judges/judge.ts";
import { onScratch } from "#hosting/scratch-site.ts";
import { findingText } from "#i18n/findings.ts";
import { makeCertificate } from "../lab/certificates.ts";
import { hasPlatform } from "../lab/platform-lab.ts";
import { synapsePython } from "../lab/synapse.ts";

type Input = Parameters<typeof describePlatform>[1];

const programs = installedPrograms(synapsePython());
const cas = { kind: "cas", url: "https://cas.univ-demo.example/cas" } as const;
const hosts = Object.fromEntries(
  ["matrix", "element", "database", "campus"].map((name, index) => [name, { name: `${name}1`, address: `10.20.0.${11 + index}` }]),
) as unknown as NonNullable<Input["hosts"]>;
const production: Input = {
  profile: "production",
  publicUrl: "https://matrix.univ-demo.example",
  elementUrl: "https://chat.univ-demo.example",
  signIn: cas,
};
/** Smaller than twelve workers, and with everything that a program judges. */
const lab: Input = {
  profile: "lab",
  synapse: {
    workers: [
      { name: "sync1", serves: ["sync"] },
      { name: "writer", writes: ["events", "typing"] },
    ],
  },
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-judged-"));
  // Scratch folders are then made here, where nobody else makes any.
  process.env.TMPDIR = folder;
});
afterAll(() => {
  delete process.env.TMPDIR;
  rmSync(folder, { recursive: true });
});

function judged<T>(input: Input, work: (bench: Bench) => Promise<T>): Promise<T> {
  const platform = describePlatform({ name: "prod", serverName: "univ-demo.example" }, { stateFolder: join(folder, "live"), ...input });
  const { identities } = defaultPolicy(platform.serverName);
  return onScratch({ platform, identities, allow: Object.values(endpoints) }, work);
}

const brief = ({ code, subject }: Finding): string => `${code} ${subject.replace("servers.prod.platform.", "")}`;
const scratchFolders = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith("campus-check-"));

/** Replaces text in one rendered file, on the disk and in the bench. */
function broken(bench: Bench, file: string, [from, to]: readonly [string | RegExp, string]): Bench {
  const files = bench.files.map((one) => (one.path.endsWith(file) ? { ...one, text: one.text.replace(from, to) } : one));
  const before = bench.files.find(({ path }) => path.endsWith(file));
  const after = files.find(({ path }) => path.endsWith(file));
  expect(after?.text, file).not.toBe(before?.text);
  writeFileSync(after?.path ?? "", after?.text ?? "");
  return { ...bench, files };
}

describe.skipIf(!hasPlatform())("the programs accept", () => {
  it.each([
    ["a demonstration", {}],
    ["a lab with twelve workers", { profile: "lab" }],
    ["production", production],
    [
      "four machines, whatever is on this one",
      {
        ...production,
        target: "systemd",
        hosts,
        certificates: { certificateFile: "/nowhere/c.pem", keyFile: "/nowhere/k.pem" },
        features: {
          calls: "voice",
          turn: { uris: ["turn:t.example"], secretFile: "/nowhere/t" },
          bridges: [{ name: "sms", registrationFile: "/no" }],
        },
      },
    ],
  ] as const satisfies readonly (readonly [string, Input])[])("%s", async (_, input) => {
    expect(await judged(input, (bench) => checkPrograms(bench, programs))).toEqual([]);
    expect(scratchFolders()).toEqual([]);
    expect(readdirSync(folder)).not.toContain("live");
  });
});

const lines: readonly (readonly [expected: string, file: string, from: string | RegExp, to: string])[] = [
  ["setting-refused uploads.maxSizeMb", "synapse/homeserver.yaml", /max_upload_size: .*/, "max_upload_size: many"],
  ["setting-refused federation", "synapse/homeserver.yaml", "federation_domain_whitelist: []", "federation_domain_whitelist: 3"],
  ["setting-refused synapse.workers", "synapse/homeserver.yaml", /(stream_writers:[\s\S]*?events:\s*(- |\[)?"?)writer/, "$1nobody"],
  ["file-refused conf/synapse/workers/sync1.yaml", "workers/sync1.yaml", /worker_log_config: .*/, "worker_log_config: ["],
  ["setting-refused uploads.maxSizeMb", "nginx/public.conf", /client_max_body_size [^;]+/, "client_max_body_size many"],
  ["file-refused conf/nginx/internal.conf:1", "nginx/internal.conf", /^.*\n/, "unheard_of on;\n"],
  ["setting-refused redis.maxMemoryMb", "redis/redis.conf", /maxmemory .*mb/, "maxmemory 1zz"],
  ["file-refused conf/redis/redis.conf:2", "redis/redis.conf", "\n", "\nunheard-of yes\n"],
  ["setting-refused database.maxConnections", "postgres/postgresql.conf", /max_connections = .*/, "max_connections = many"],
  ["setting-refused database.sharedBuffersMb", "postgres/postgresql.conf", /shared_buffers = .*/, "shared_buffers = '12XB'"],
  ["file-refused conf/postgres/postgresql.conf:2", "postgres/postgresql.conf", "\n", "\nunheard_of = on\n"],
  ["file-refused conf/prometheus/prometheus.yml", "prometheus/prometheus.yml", "scrape_configs:", "unheard_of:"],
];

describe.skipIf(!hasPlatform())("a line that a program refuses", () => {
  it.each(lines)("%s (%s)", async (expected, file, from, to) => {
    const concerned = /synapse|workers/.test(file) ? programs : { ...programs, python: null };
    const found = await judged(lab, (bench) => checkPrograms(broken(bench, file, [from, to]), concerned));
    expect(found.map(brief).map((one) => one.replace(/(prometheus\.yml):\d+$/, "$1"))).toEqual([expected]);
    for (const lang of ["fr", "en"] as const) expect(findingText(lang, found[0] as Finding).text).not.toContain("campus-check-");
  });

  it("comes from the description itself", async () => {
    const signIn = { ...cas, numericLogins: { allowed: true, prefix: "u_" } };
    expect((await judged({ ...lab, signIn }, (bench) => checkPrograms(bench, programs))).map(brief)).toEqual(["setting-refused signIn"]);
  });

  it("comes from a certificate and another one's key", async () => {
    const { certificateFile } = makeCertificate(folder);
    const { keyFile } = makeCertificate(folder, { name: "other" });
    const input: Input = { ...production, certificates: { certificateFile, keyFile } };
    const found = await judged(input, (bench) => checkPrograms(bench, { ...programs, python: null }));
    expect(found.map(brief)).toEqual(["setting-refused certificates.keyFile"]);
  });

  it("comes from two bridges that share a token, which is not told", async () => {
    const token = "geheim-geheim-geheim-geheim-geheim-geheim";
    const bridges = ["sms", "irc"].map((name) => {
      const registrationFile = join(folder, `${name}.yaml`);
      const values = { id: name, url: null, as_token: token, hs_token: "b", sender_localpart: `_${name}`, namespaces: {} };
      writeFileSync(registrationFile, JSON.stringify(values));
      return { name, registrationFile };
    });
    const found = await judged({ ...lab, features: { bridges } }, (bench) => checkPrograms(bench, programs));
    expect(found.map(brief)).toEqual(["setting-refused features.bridges"]);
    expect(JSON.stringify(found)).not.toContain("geheim");
  });
});

describe("without programs", () => {
  it("nothing is judged; live files are refused", async () => {
    const none = { python: null, nginx: null, redis: null, postgres: null, prometheus: null };
    expect(await judged(lab, (bench) => checkPrograms(bench, none))).toEqual([]);
    await expect(judged(lab, (bench) => checkPrograms({ ...bench, folder: "/elsewhere" }, none))).rejects.toThrow("/elsewhere");
  });

  it("the scratch platform shares no secret with another one, and is gone after a failure", async () => {
    const keys: string[] = [];
    for (let time = 0; time < 2; time++) {
      await expect(
        judged({}, async ({ site, files }) => {
          keys.push(readFileSync(join(site.places.synapse.secrets, "as-token"), "utf8"));
          expect([files.length > 3, scratchFolders().length]).toEqual([true, 1]);
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
    }
    expect([new Set(keys).size, scratchFolders()]).toEqual([2, []]);
  });
});
