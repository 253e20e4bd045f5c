/** Each contradiction is told alone, under the key to change; good descriptions of every kind are not reported. */
import { describe, expect, it } from "vitest";
import { testedVersions } from "#config/platform/synapse.ts";
import { describePlatform, type ServerPlatform } from "#config/platform.ts";
import { descriptionFindings as codes } from "#core/description-findings.ts";
import { findingText } from "#i18n/findings.ts";
import { descriptionFindings, type Surroundings } from "./description-rules.ts";

type Input = Parameters<typeof describePlatform>[1];

const cas = { kind: "cas", url: "https://cas.univ-demo.example/cas" } as const;
const hosts = Object.fromEntries(
  ["matrix", "element", "database", "campus"].map((name, index) => [name, { name: `${name}1`, address: `10.20.0.${11 + index}` }]),
) as unknown as NonNullable<Input["hosts"]>;
const lab: Input = { profile: "lab" };
const production: Input = {
  profile: "production",
  publicUrl: "https://matrix.univ-demo.example",
  elementUrl: "https://chat.univ-demo.example",
  signIn: cas,
};
const systemd: Input = {
  ...production,
  target: "systemd",
  hosts,
  certificates: { certificateFile: "/etc/ssl/campus.pem", keyFile: "/etc/ssl/campus.key" },
  access: { sshFrom: ["10.20.0.0/16"] },
};
const alone: Surroundings = { hasPublicRoom: true, platforms: [] };

function platform(input: Input, serverName = "univ-demo.example", name = "prod"): ServerPlatform {
  return describePlatform({ name, serverName }, input);
}
function seen(input: Input, serverName?: string, around: Surroundings = alone): readonly string[] {
  return descriptionFindings(platform(input, serverName), around).map(({ code, subject }) => `${code} ${subject}`);
}
const at = (code: string, ...keys: string[]): string[] => keys.map((key) => `${code} servers.prod.platform.${key}`);

describe("a good description", () => {
  it.each([
    ["a demonstration", {}],
    ["a lab", lab],
    ["a lab without workers", { ...lab, synapse: { workers: [] } }],
    ["a lab whose addresses name its ports", { ...lab, publicUrl: "http://127.0.0.1:21000", ports: { client: 21000, element: 21001 } }],
    ["a lab on a file, without anything around", { ...lab, synapse: { workers: [] }, database: { kind: "sqlite" }, reverseProxy: "off" }],
    ["production on one machine", production],
    ["four machines", systemd],
    [
      "OpenID Connect",
      { ...systemd, signIn: { kind: "oidc", issuer: "https://cas.univ-demo.example/oidc", clientId: "s", clientSecretFile: "f" } },
    ],
    [
      "calls with their relay",
      { ...systemd, features: { calls: "video", turn: { uris: ["turn:turn.univ-demo.example"], secretFile: "t" } } },
    ],
    ["encryption everywhere, although managed rooms refuse it", { ...systemd, features: { e2ee: "all" } }],
    ["logins of digits with their prefix", { ...systemd, signIn: { ...cas, numericLogins: { allowed: true, prefix: "u" } } }],
    ["required attributes by protocol 3", { ...systemd, signIn: { ...cas, requiredAttributes: { staff: null } } }],
  ] as const satisfies readonly (readonly [string, Input])[])("%s", (_, input) => expect(seen(input)).toEqual([]));

  it("federation without a public room", () => {
    expect(seen({ ...systemd, federation: ["univ-amie.example"] }, undefined, { hasPublicRoom: false, platforms: [] })).toEqual([]);
  });
});

const bad: readonly (readonly [readonly string[], Input, string?])[] = [
  [at("sign-in-missing", "signIn"), { ...production, signIn: undefined }],
  [at("sign-in-password", "signIn.kind"), { ...lab, signIn: { kind: "password" } }],
  [at("sign-in-password", "signIn.kind"), { ...production, signIn: { kind: "password" } }],
  [at("sign-in-sample", "signIn.kind"), { ...production, signIn: { kind: "sample-cas" } }],
  [at("sign-in-sample", "signIn.kind"), { ...systemd, profile: "lab", signIn: undefined }],
  [at("sign-in-sample", "signIn.kind"), { signIn: { kind: "sample-cas" } }],
  [at("sign-in-loopback", "signIn.url"), { ...production, signIn: { ...cas, url: "http://127.0.0.1:8080/cas" } }],
  [at("sign-in-http", "signIn.url"), { ...production, signIn: { ...cas, url: "http://cas.univ-demo.example/cas" } }],
  [at("numeric-prefix-missing", "signIn.numericLogins.prefix"), { ...production, signIn: { ...cas, numericLogins: { allowed: true } } }],
  [
    at("numeric-prefix-refused", "signIn.numericLogins.prefix"),
    { ...lab, signIn: { ...cas, numericLogins: { allowed: true, prefix: "u_" } } },
  ],
  [at("numeric-prefix-idle", "signIn.numericLogins.prefix"), { ...lab, signIn: { ...cas, numericLogins: { prefix: "u" } } }],
  [
    at("cas-attributes-lost", "signIn.protocolVersion"),
    { ...lab, signIn: { ...cas, protocolVersion: 2, requiredAttributes: { staff: null } } },
  ],
  [["server-name-fixed-address servers.prod.serverName"], production, "10.20.0.11"],
  [["server-name-fixed-address servers.prod.serverName"], systemd, "univ-demo.example:8448"],
  [at("address-missing", "publicUrl"), { ...production, publicUrl: null }],
  [at("address-missing", "publicUrl", "elementUrl"), { ...systemd, publicUrl: null, elementUrl: null }],
  [at("address-http", "publicUrl"), { ...systemd, publicUrl: "http://matrix.univ-demo.example" }],
  [at("address-loopback", "publicUrl"), { ...systemd, publicUrl: "https://localhost" }],
  [at("address-other-port", "publicUrl"), { ...lab, publicUrl: "http://127.0.0.1:21000", ports: { client: 21001 } }],
  [at("address-other-port", "elementUrl"), { ...lab, elementUrl: "http://127.0.0.1:21000" }],
  [at("address-twice", "elementUrl"), { ...systemd, elementUrl: "https://matrix.univ-demo.example/" }],
  [
    at("address-idle", "elementUrl"),
    { ...lab, synapse: { workers: [] }, reverseProxy: "off", elementUrl: "https://chat.univ-demo.example" },
  ],
  [at("port-twice", "ports.internal"), { ...lab, ports: { client: 21000, internal: 21000 } }],
  [at("port-idle", "ports"), { ...systemd, ports: { client: 8443 } }],
  [at("hosts-missing", "hosts"), { ...systemd, hosts: undefined }],
  [at("hosts-idle", "hosts"), { ...production, hosts }],
  [at("host-twice", "hosts.element.address"), { ...systemd, hosts: { ...hosts, element: { name: "element1", address: "10.20.0.11" } } }],
  [at("host-twice", "hosts.campus.name"), { ...systemd, hosts: { ...hosts, campus: { name: "database1", address: "10.20.0.14" } } }],
  [at("host-loopback", "hosts.campus.address"), { ...systemd, hosts: { ...hosts, campus: { name: "campus1", address: "127.0.0.1" } } }],
  [at("certificates-missing", "certificates"), { ...systemd, certificates: undefined }],
  [at("database-file", "database.kind"), { ...systemd, synapse: { workers: [] }, database: { kind: "sqlite" } }],
  [at("database-file-workers", "database.kind"), { ...lab, database: { kind: "sqlite" } }],
  [at("proxy-off", "reverseProxy"), { ...production, elementUrl: null, synapse: { workers: [] }, reverseProxy: "off" }],
  [at("proxy-off-workers", "reverseProxy"), { ...lab, reverseProxy: "off" }],
  [at("synapse-untested", "synapse.version"), { ...lab, synapse: { version: "1.140.0" } }],
  [at("synapse-old", "synapse.version"), { ...lab, synapse: { version: "1.116.0" } }],
  [at("calls-without-relay", "features.calls"), { features: { calls: "voice" } }],
  [at("relay-without-calls", "features.turn"), { features: { turn: { uris: ["turn:t.example"], secretFile: "t" } } }],
  [
    at("bridge-twice", "features.bridges.1.name"),
    { features: { bridges: ["a", "b"].map((registrationFile) => ({ name: "x", registrationFile })) } },
  ],
  [
    at("bridge-twice", "features.bridges.1.registrationFile"),
    { features: { bridges: ["x", "y"].map((name) => ({ name, registrationFile: "a" })) } },
  ],
  [at("federation-public", "federation"), { ...systemd, federation: ["univ-amie.example"] }],
  [at("retention-contradiction", "retention.redactedDays"), { retention: { messagesDays: 5, redactedDays: "1w" } }],
  [at("uploads-large", "uploads.maxSizeMb"), { uploads: { maxSizeMb: 5000 } }],
  [at("limit-low", "limits.signInPerAddress.perSecond"), { limits: { signInPerAddress: { perSecond: 0.1 } } }],
  [at("limit-low", "limits.joinsPerRoom.perSecond"), { limits: { joinsPerRoom: { perSecond: 10 } } }],
  [at("access-everybody", "access.adminsMayCall"), { ...systemd, access: { sshFrom: ["10.0.0.1"], adminsMayCall: ["0.0.0.0"] } }],
  [at("access-malformed", "access.sshFrom"), { ...systemd, access: { sshFrom: ["10.0.0.0/64"] } }],
  [at("access-malformed", "access.sshFrom"), { ...systemd, access: { sshFrom: ["10.0.0/8"] } }],
  [at("access-wide", "access.sshFrom"), { ...systemd, access: { sshFrom: ["0.0.0.0/0"] } }],
  [at("access-nobody", "access.sshFrom"), { ...systemd, access: {} }],
];

/** Told together with another finding, which follows from the same key. */
const shared: readonly (readonly [readonly string[], Input])[] = [
  [
    [...at("systemd-demo", "profile"), ...at("access-nobody", "access.sshFrom")],
    { ...systemd, profile: "demo", signIn: undefined, access: {}, elementUrl: null },
  ],
  [[...at("federation-own-name", "federation"), ...at("federation-public", "federation")], { federation: ["univ-demo.example"] }],
  [[...at("federation-twice", "federation"), ...at("federation-public", "federation")], { federation: ["a.example", "a.example"] }],
  [
    [...at("database-file-workers", "database.kind"), ...at("proxy-off-workers", "profile")],
    { synapse: { workers: [{ name: "sync1", serves: ["sync"] }] } },
  ],
];

const siblings: readonly (readonly [readonly string[], Input, Input])[] = [
  [at("platform-folder-shared", "stateFolder"), lab, lab],
  [at("platform-folder-shared", "stateFolder"), { ...lab, stateFolder: "/srv/a/b" }, { ...lab, stateFolder: "/srv/a" }],
  [[], { ...lab, stateFolder: "/srv/a" }, { ...lab, stateFolder: "/srv/ab" }],
  [
    at("platform-port-shared", "ports.client"),
    { ...lab, stateFolder: "a", ports: { client: 21000 } },
    { ...lab, ports: { element: 21000 } },
  ],
  [at("platform-host-shared", "hosts.database.address"), { ...systemd, stateFolder: "a" }, otherMachines("10.20.0.13")],
  [[], { ...systemd, stateFolder: "a" }, otherMachines("10.30.0.13")],
];

function otherMachines(database: string): Input {
  const others = Object.entries(hosts).map(([role, host], index) => [role, { ...host, address: `10.30.0.${11 + index}` }]);
  return { ...systemd, hosts: { ...Object.fromEntries(others), database: { name: "d", address: database } } };
}

describe("a contradiction is told, alone", () => {
  it.each(bad.map(([expected, input, name]) => ({ expected, input, name })))("$expected", ({ expected, input, name }) => {
    expect(seen(input, name)).toEqual(expected);
  });
  it.each(shared)("%s", (expected, input) => expect(seen(input)).toEqual(expected));
  it.each(siblings)("%s beside another platform", (expected, input, other) => {
    const platforms = [platform(other, "univ-test.example", "test"), platform(input)];
    expect(seen(input, undefined, { hasPublicRoom: true, platforms })).toEqual(expected);
  });
});

it("every rule is shown", () => {
  const shown = [...bad, ...shared, ...siblings].flatMap(([expected]) => expected.map((one) => one.split(" ")[0]));
  expect([...new Set(shown)].sort()).toEqual(Object.keys(codes).sort());
});

it("names the key to change in both languages, and gives exactly the parameters written for its code", () => {
  for (const [, input, name] of bad)
    for (const finding of descriptionFindings(platform(input, name), alone)) {
      expect(Object.keys(finding.params).sort()).toEqual([...codes[finding.code as keyof typeof codes].params].sort());
      for (const lang of ["fr", "en"] as const) expect(findingText(lang, finding).remedy).toContain(finding.subject);
    }
});

it("knows the versions that the schema calls tested", () => {
  for (const version of testedVersions) expect(seen({ ...lab, synapse: { version } })).toEqual([]);
});
