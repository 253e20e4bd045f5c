/**
 * Synapse's rendered files, read by the real Synapse for every process: accepted, and understood as the description means them.
 * `CAMPUS_SYNAPSE_PYTHON` chooses the version.
 */
import { appendFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Site } from "#platform/site.ts";
import { workerPath } from "#platform/synapse/paths.ts";
import { knowsStream, streams } from "#platform/synapse/versions.ts";
import { hasSynapse, labFolder } from "../lab/synapse.ts";
import { fourHosts, sampleSite } from "../platform/sample-site.ts";
import { checkAsSynapse, installedSynapse, readAsSynapse, type Understood } from "../platform/understood.ts";
import { textsBelow, writeSynapse } from "../platform/write-site.ts";

const cas = {
  kind: "cas",
  url: "https://cas.univ-demo.example/cas",
  requiredAttributes: { eduPersonAffiliation: "staff", mail: null },
};
const oidc = { kind: "oidc", issuer: "https://cas.univ-demo.example/cas/oidc", clientId: "synapse" };

describe.skipIf(!hasSynapse())("files of Synapse", () => {
  const root = labFolder("files");
  let version = "";
  let count = 0;
  let lab: readonly Understood[] = [];

  beforeAll(() => {
    version = installedSynapse();
    lab = accepted({ profile: "lab" });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function written(description: { readonly synapse?: object; readonly [key: string]: unknown }): Site {
    count += 1;
    const site = sampleSite({ ...description, synapse: { version, ...description.synapse } }, `${root}/${count}`);
    writeSynapse(site);
    return site;
  }

  /** Accepted by the checker and by every process; facts of all, main first. */
  function accepted(description: { readonly synapse?: object; readonly [key: string]: unknown }): readonly Understood[] {
    const site = written(description);
    expect(checkAsSynapse(site)).toContain("Config parses OK!");
    const all = readAsSynapse(site);
    expect(all.map(({ name }) => name)).toEqual(site.processes.map(({ name, isMain }) => (isMain ? "master" : name)));
    return all;
  }

  const nameOf = (all: readonly Understood[], fact: (one: Understood) => boolean): string[] => all.filter(fact).map(({ name }) => name);

  it("of the demonstration: one process does everything, with passwords, for nobody else", () => {
    const [main, ...others] = accepted({});
    expect(others).toEqual([]);
    expect(main).toMatchObject({ passwords: true, cas: null, oidc: [], federation: [], appServices: ["campus-a", "campus-b"] });
    expect(main).toMatchObject({ backgroundTasks: true, pushes: true, holdsMedia: true, keepsUserDirectory: false });
    expect(main?.secretsRead).toEqual([true, true, false, false]);
  });

  it("of the lab: each duty in one process, each stream at its writers", () => {
    expect(lab).toHaveLength(13);
    const [main] = lab;
    for (const one of lab) expect(one.writers).toEqual(main?.writers);
    const expected = streams.filter((stream) => main?.known.includes(stream));
    expect(expected).toEqual(streams.filter((stream) => knowsStream(version, stream)));
    for (const stream of expected) expect(main?.writers[stream], stream).not.toContain("master");
    expect(main?.writers.events).toEqual(["event_persister1", "event_persister2"]);
    expect(nameOf(lab, (one) => one.backgroundTasks)).toEqual(["background"]);
    expect(nameOf(lab, (one) => one.notifiesAppServices)).toEqual(["background"]);
    expect(nameOf(lab, (one) => one.pushes)).toEqual(["background"]);
    expect(nameOf(lab, (one) => one.holdsMedia)).toEqual(["media"]);
    expect(nameOf(lab, (one) => one.mediaJobs === "media")).toEqual(["media"]);
    expect(nameOf(lab, (one) => one.keepsUserDirectory)).toEqual([]);
  });

  it("of the lab: secrets are read, headers believed from the proxy only, ports all different", () => {
    for (const { secretsRead } of lab) expect(secretsRead).toEqual([true, true, true, true]);
    const listeners = lab.flatMap((one) => one.listeners);
    expect(new Set(listeners.map(([, port]) => port)).size).toBe(listeners.length);
    for (const [kind, , resources, forwarded] of listeners) expect(forwarded).toBe(kind === "http" && !resources.includes("replication"));
    expect(listeners.flatMap(([, , resources]) => resources)).not.toContain("federation");
  });

  it("of the lab: people come by the small CAS, go back to Element, and nobody gets an account by it", () => {
    const [main] = accepted({ profile: "lab" });
    expect(main).toMatchObject({
      passwords: false,
      oidc: [],
      cas: { url: expect.stringMatching(/\/cas$/), registers: false, required: [] },
    });
    expect(main?.clients).toContainEqual(expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/));
  });

  it("of production on four machines with CAS: any value and one value of an attribute", () => {
    const all = accepted({ ...fourHosts, profile: "production", signIn: cas });
    expect(all).toHaveLength(13);
    expect(all[0]).toMatchObject({
      passwords: false,
      cas: {
        registers: false,
        required: [
          ["eduPersonAffiliation", "staff"],
          ["mail", null],
        ],
      },
    });
    expect(all[0]?.clients).toContain(fourHosts.elementUrl);
  });

  it("of production with OpenID Connect: secret read from its file, sign-out heard, no account made", () => {
    const site = sampleSite({}, `${root}/oidc`);
    const signIn = { ...oidc, clientSecretFile: `${site.places.synapse.secrets}/given` };
    const [main] = accepted({ profile: "production", signIn: { ...signIn, loginClaim: "uid" } });
    expect(main?.oidc).toEqual([{ id: "oidc-cas", registers: false, logout: true, secret: true }]);
    expect(main).toMatchObject({ cas: null, passwords: false });
  });

  it("of logins of digits: Synapse puts the prefix when it is told to, and makes no account all the same", () => {
    const numericLogins = { allowed: true, prefix: "u" };
    const [main] = accepted({ profile: "production", synapse: { workers: [] }, signIn: { ...cas, numericLogins } });
    expect(main?.cas?.registers).toBe(false);
  });

  it("of a list of servers: they alone, reached through main, sent to by the worker that has the job", () => {
    const workers = [{ name: "sender", runs: ["federation-sender"] }];
    const all = accepted({ profile: "lab", federation: ["univ-amie.example"], synapse: { workers } });
    expect(all[0]?.federation).toEqual(["univ-amie.example"]);
    expect(nameOf(all, (one) => one.sendsFederation)).toEqual(["sender"]);
    expect(all.map(({ listeners }) => listeners.flatMap(([, , resources]) => resources))).toEqual([
      ["client", "federation", "replication"],
      ["health"],
    ]);
  });

  it("of everything on: relay with its secret, previews, a bridge, the search kept by a worker", () => {
    const given = `${root}/given`;
    const features = {
      calls: "video",
      turn: { uris: ["turns:turn.univ-demo.example"], secretFile: `${given}/turn` },
      widgets: "on",
      urlPreviews: "on",
      bridges: [{ name: "irc", registrationFile: `${given}/irc.yaml` }],
      e2ee: "all",
    };
    const workers = [{ name: "search", runs: ["user-directory"] }];
    const rooms = { createdBy: "campus", directChats: false };
    const all = accepted({ profile: "lab", features, rooms, directory: { everybody: false }, synapse: { workers } });
    expect(all[0]).toMatchObject({ relays: features.turn.uris, previews: true, appServices: ["campus-a", "campus-b", "irc"] });
    expect(nameOf(all, (one) => one.keepsUserDirectory)).toEqual(["search"]);
  });

  it("hold no secret that Synapse can read from a file of its own", () => {
    const site = written({ profile: "lab" });
    const texts = textsBelow(site.places.synapse.conf).filter((text) => !/^(as|hs)_token:|^ed25519 /m.test(text));
    const shown = ["as-test", "hs-test", "a-secret-for-tests"].filter((secret) => texts.some((text) => text.includes(secret)));
    expect(shown).toEqual([]);
  });

  it("are refused, with Synapse's words, when one setting of one worker is wrong", () => {
    const site = written({ profile: "lab" });
    appendFileSync(workerPath(site, "sync1"), "stream_writers: {typing: [nobody]}\n");
    expect(checkAsSynapse(site)).toContain("Config parses OK!");
    expect(() => readAsSynapse(site)).toThrow(/nobody/);
  });
});
