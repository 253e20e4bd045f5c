/** Every finding has a sentence and a remedy in both languages, made of the parameters its check gives. */
import { expect, it } from "vitest";
import { descriptionFindings } from "#core/description-findings.ts";
import type { Finding } from "#core/finding.ts";
import { machineFindings } from "#core/machine-findings.ts";
import { workerFindings } from "#core/worker-findings.ts";
import { examinePlatform, type PlatformFacts } from "#platform/checks.ts";
import { findings, findingText } from "./findings.ts";
import { holesOf } from "./render.ts";

const room = { roomId: "!a", name: "Établissement", isPublic: true };
const bad: PlatformFacts = {
  serverName: "univ-demo.example",
  profile: "production",
  renderedVersion: "1.163.2",
  roomVersion: "11",
  secrets: [
    { path: "/s/a", kind: "file", mode: null },
    { path: "/s/b", kind: "file", mode: 0o644 },
    { path: "/s", kind: "folder", mode: 0o777 },
  ],
  server: {
    version: "1.118.0",
    loginFlows: ["m.login.password"],
    registrationOpen: true,
    bootstrapOpen: true,
    federationAnswers: true,
    defaultRoomVersion: "12",
    listedRooms: [
      { roomId: "!a", name: "Établissement" },
      { roomId: "!z", name: "Échecs" },
    ],
    relays: ["turn:x"],
  },
  managedRooms: [room],
  isFederationClosed: true,
  areCallsOff: true,
};
const all: readonly Finding[] = [
  ...examinePlatform(bad),
  ...examinePlatform({ ...bad, secrets: [], profile: "demo" }),
  ...(["silent", "stopped", "new", "elsewhere"] as const).flatMap((server) => examinePlatform({ ...bad, secrets: [], server })),
];

/** Codes whose parameters are written beside them. */
const given: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries({ ...descriptionFindings, ...workerFindings }).map(([code, { params }]) => [code, params])),
  ...machineFindings,
};

it("covers every code", () => {
  expect([...new Set([...all.map(({ code }) => code), ...Object.keys(given)])].sort()).toEqual(Object.keys(findings.fr).sort());
  expect(Object.keys(findings.en).sort()).toEqual(Object.keys(findings.fr).sort());
});

it("leaves no hole, in either language", () => {
  for (const lang of ["fr", "en"] as const)
    for (const finding of all) {
      const { text, remedy } = findingText(lang, finding);
      expect(`${text} ${remedy}`).not.toMatch(/[{}?]/);
    }
});

it.each(Object.entries(given))("%s speaks of nothing that it isn't given, and names the key to change", (code, params) => {
  for (const lang of ["fr", "en"] as const) {
    const { text, remedy } = findings[lang][code as Finding["code"]];
    expect([...params, "subject"]).toEqual(expect.arrayContaining([...holesOf(text), ...holesOf(remedy)]));
    expect(holesOf(text + remedy)).toEqual(expect.arrayContaining(code === "file-refused" ? [] : ["subject"]));
  }
});
