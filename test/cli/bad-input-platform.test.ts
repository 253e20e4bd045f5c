/** Descriptions of a platform with a mistake, through `campus platform check`: refused before anything starts, with the key to change. */
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#hosting/ports.ts";
import { makeCertificate } from "../lab/certificates.ts";
import { openPlatformSite, type PlatformSite } from "./bad-platform.ts";

const patience = 60_000;
let site: PlatformSite;
beforeAll(() => {
  site = openPlatformSite();
});
afterAll(() => site.close());

const cas = { kind: "cas", url: "https://cas.univ-demo.example/cas" };
const lab = { profile: "lab" };
const production = {
  profile: "production",
  publicUrl: "https://matrix.univ-demo.example",
  elementUrl: "https://chat.univ-demo.example",
  signIn: cas,
};
const hosts = Object.fromEntries(
  ["matrix", "element", "database", "campus"].map((name, index) => [name, { name: `${name}1`, address: `10.20.0.${11 + index}` }]),
);
const workers = (...table: readonly object[]) => ({ ...lab, synapse: { workers: table } });

interface Case {
  readonly name: string;
  readonly platform: () => object | Promise<object>;
  /** Errors, in order; none when the file itself is refused. */
  readonly findings: readonly string[];
  /** Said in both languages. */
  readonly said: readonly RegExp[];
}

const cases: readonly Case[] = [
  {
    name: "a worker table whose media jobs nobody runs",
    platform: () =>
      workers(
        { name: "media", serves: ["media"], writes: ["quarantined_media_changes"] },
        { name: "jobs", runs: ["background-tasks", "pushers"] },
      ),
    findings: ["error synapse.workers.0.runs"],
    said: [/media-jobs/],
  },
  {
    name: "a worker table with two writers of one stream and two runners of one job",
    platform: () =>
      workers(
        { name: "one", writes: ["typing"], runs: ["background-tasks"] },
        { name: "two", writes: ["typing"], runs: ["background-tasks"] },
      ),
    findings: ["error synapse.workers.1.runs", "error synapse.workers.1.writes"],
    said: [/background-tasks/, /typing/],
  },
  {
    name: "a stream that does not exist",
    platform: () => workers({ name: "one", writes: ["evnts"] }),
    findings: [],
    said: [/campus\.yaml:\d+ servers\.0\.platform\.synapse\.workers\.0\.writes\.0/, /typing/],
  },
  {
    name: "a stream that this version of Synapse cannot give to a worker",
    platform: () => ({ ...lab, synapse: { version: "1.118.0", workers: [{ name: "one", writes: ["thread_subscriptions"] }] } }),
    findings: ["error synapse.workers.0.writes"],
    said: [/thread_subscriptions.*1\.140\.0|1\.118\.0.*thread_subscriptions/s],
  },
  {
    name: "one port for two services",
    platform: () => ({ ...lab, ports: { client: 21_000, internal: 21_000 } }),
    findings: ["error ports.internal"],
    said: [/21000/, /ports\.client/],
  },
  {
    name: "more connections than PostgreSQL accepts",
    platform: () => ({ ...lab, synapse: { connectionsPerProcess: 50 }, database: { kind: "postgres", maxConnections: 100 } }),
    findings: ["error database.maxConnections"],
    said: [/670/, /97/, /connectionsPerProcess/],
  },
  {
    name: "a secret that is not there, and one that everybody reads",
    async platform() {
      writeFileSync(join(site.folder, "data/registration"), "id: sms\n");
      chmodSync(join(site.folder, "data/registration"), 0o644);
      const turn = { uris: ["turn:t.univ-demo.example"], secretFile: "data/none" };
      return { features: { calls: "voice", turn, bridges: [{ name: "sms", registrationFile: "data/registration" }] } };
    },
    findings: ["error features.turn.secretFile", "error features.bridges.0.registrationFile"],
    said: [/data\/none/, /chmod 600/],
  },
  {
    name: "a certificate that expired",
    async platform() {
      const certificates = makeCertificate(join(site.folder, "data"), { from: "2020-01-01", to: "2020-04-01" });
      return { ...production, target: "systemd", hosts, certificates, access: { sshFrom: ["10.20.0.0/16"] } };
    },
    findings: ["error certificates.certificateFile"],
    said: [/public\.pem/, /01\/04\/2020|2020-04-01/],
  },
  {
    name: "a public address with a path",
    platform: () => ({ ...production, publicUrl: "https://univ-demo.example/matrix" }),
    findings: [],
    said: [/campus\.yaml:\d+ servers\.0\.platform\.publicUrl/, /https:\/\/matrix\.univ-demo\.example\//],
  },
  {
    name: "a public address that is not encrypted, and one that leads elsewhere",
    platform: () => ({ ...production, publicUrl: "http://matrix.univ-demo.example", elementUrl: "https://127.0.0.1" }),
    findings: ["error publicUrl", "error elementUrl", "error elementUrl"],
    said: [/https:\/\//, /ports\.element/],
  },
  {
    name: "logins of digits without a prefix",
    platform: () => ({ ...production, signIn: { ...cas, numericLogins: { allowed: true } } }),
    findings: ["error signIn.numericLogins.prefix"],
    said: [/none…/],
  },
  {
    name: '"3m" for three months',
    platform: () => ({ retention: { messagesDays: "3m" } }),
    findings: [],
    said: [/campus\.yaml:\d+ servers\.0\.platform\.retention\.messagesDays/, /minutes.*90d/],
  },
  {
    name: "a malformed domain in the federation list",
    platform: () => ({ federation: ["univ-amie.example", "univ amie"] }),
    findings: [],
    said: [/campus\.yaml:\d+ servers\.0\.platform\.federation\.1/, /univ-amie\.example/],
  },
  {
    name: "federation while a managed room is public",
    platform: () => ({ ...lab, federation: ["univ-amie.example"] }),
    findings: ["error federation"],
    said: [/establishmentTypes/],
  },
  {
    name: "a relay for calls that are off",
    platform: () => ({ features: { turn: { uris: ["turn:t.univ-demo.example"], secretFile: "campus.yaml" } } }),
    findings: ["error features.turn"],
    said: [/features\.calls/],
  },
  {
    name: "attributes asked of a protocol that has none",
    platform: () => ({ ...production, signIn: { ...cas, protocolVersion: 2, requiredAttributes: { staff: null } } }),
    findings: ["error signIn.protocolVersion"],
    said: [/requiredAttributes/],
  },
];

test.each(cases)("$name", { timeout: patience }, async ({ platform, findings, said }) => {
  const described = await platform();
  for (const lang of ["fr", "en"] as const) {
    const answer = await site.check(described, lang);
    expect(answer.code, answer.text).toBe(1);
    expect(answer.findings.filter((one) => one.startsWith("error"))).toEqual(findings);
    for (const words of said) expect(answer.text).toMatch(words);
  }
});

test("a port that another program holds", { timeout: patience }, async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  try {
    const answer = await site.check({ ports: { client: port } });
    expect(answer).toMatchObject({ code: 1, findings: ["error ports.client"] });
    expect(answer.text).toContain(String(port));
  } finally {
    server.close();
  }
});
