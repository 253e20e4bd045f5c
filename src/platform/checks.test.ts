/** Each check speaks when its fact is wrong, alone, and is silent otherwise. */
import { describe, expect, it } from "vitest";
import { examinePlatform, type PlatformFacts, type ServerFacts } from "./checks.ts";

const server: ServerFacts = {
  version: "1.163.2",
  loginFlows: ["m.login.cas", "m.login.application_service"],
  registrationOpen: false,
  bootstrapOpen: false,
  federationAnswers: false,
  defaultRoomVersion: "11",
  listedRooms: [],
  relays: [],
};
const good: PlatformFacts = {
  serverName: "univ-demo.example",
  profile: "production",
  renderedVersion: "1.163.2",
  roomVersion: "11",
  secrets: [
    { path: "/s/as-token", kind: "file", mode: 0o600 },
    { path: "/s/form", kind: "file", mode: 0o400 },
    { path: "/s", kind: "folder", mode: 0o755 },
  ],
  server,
  isFederationClosed: true,
  areCallsOff: true,
  managedRooms: [
    { roomId: "!a", name: "Établissement", isPublic: true },
    { roomId: "!b", name: "Général", isPublic: false },
  ],
};

function seen(facts: Partial<PlatformFacts>): readonly string[] {
  return examinePlatform({ ...good, ...facts }).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}
const answering = (change: Partial<ServerFacts>) => seen({ server: { ...server, ...change } });

describe("examinePlatform", () => {
  it("finds nothing on a good platform", () => expect(seen({})).toEqual([]));

  it.each([
    [null, "error secret-missing /s/x"],
    [0o644, "error secret-readable /s/x"],
    [0o640, "warning secret-readable /s/x"],
    [0o604, "error secret-readable /s/x"],
  ])("a secret with mode %s", (mode, expected) => expect(seen({ secrets: [{ path: "/s/x", kind: "file", mode }] })).toEqual([expected]));

  it("a folder of secrets that others can write into", () => {
    expect(seen({ secrets: [{ path: "/s", kind: "folder", mode: 0o775 }] })).toEqual(["error folder-open /s"]);
  });

  it("a silent server, without guessing about what it would answer", () => {
    expect(seen({ server: "silent" })).toEqual(["error server-silent univ-demo.example"]);
  });

  it.each(["stopped", "new", "elsewhere"] as const)("a server that is %s is no error", (server) => {
    expect(seen({ server })).toEqual([`info server-${server} univ-demo.example`]);
  });

  it("federation that is written exposes public rooms only; calls that are on have a relay", () => {
    const open = { isFederationClosed: false, areCallsOff: false };
    expect(seen({ ...open, server: { ...server, federationAnswers: true, relays: ["turn:x"] } })).toEqual([
      "error federation-public-room !a",
    ]);
  });

  it("another version, unless campus did not render it", () => {
    expect(answering({ version: "1.118.0" })).toEqual(["warning version-other univ-demo.example"]);
    expect(seen({ renderedVersion: null, server: { ...server, version: "1.118.0" } })).toEqual([]);
  });

  it("federation, and each public managed room that it exposes", () => {
    expect(answering({ federationAnswers: true })).toEqual(["error federation-open univ-demo.example", "error federation-public-room !a"]);
  });

  it("open registration", () => expect(answering({ registrationOpen: true })).toEqual(["error registration-open univ-demo.example"]));

  it("passwords: an error in production, told in the demonstration", () => {
    const loginFlows = ["m.login.password"];
    expect(answering({ loginFlows })).toEqual(["error passwords-open univ-demo.example"]);
    expect(seen({ profile: "demo", server: { ...server, loginFlows } })).toEqual(["info passwords-demo univ-demo.example"]);
  });

  it("a registration secret still in force, outside the demonstration", () => {
    expect(answering({ bootstrapOpen: true })).toEqual(["error bootstrap-open univ-demo.example"]);
    expect(seen({ profile: "demo", server: { ...server, bootstrapOpen: true } })).toEqual([]);
  });

  it("another room version", () => {
    expect(answering({ defaultRoomVersion: "12" })).toEqual(["warning room-version-other univ-demo.example"]);
  });

  it("listed rooms: an error for a managed one, a warning for the others", () => {
    const listedRooms = [
      { roomId: "!a", name: "Établissement" },
      { roomId: "!z", name: "Échecs" },
    ];
    expect(answering({ listedRooms })).toEqual(["error room-listed !a", "warning room-listed-unmanaged !z"]);
  });

  it("a relay for calls", () => expect(answering({ relays: ["turn:x"] })).toEqual(["warning relay-for-calls univ-demo.example"]));
});
