/** Files a description points to, on a real disk: good, missing, open, unreadable; ports and room on the disk. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describePlatform } from "#config/platform.ts";
import { givenFileFindings } from "./check-files.ts";
import { portFindings } from "./check-ports.ts";
import { spaceFindings } from "./check-space.ts";
import { layoutOf, makeLayout } from "./layout.ts";
import { freePort, writePorts } from "./ports.ts";
import { identify } from "./process-identity.ts";
import { takeOwnership } from "./running-record.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Input = Parameters<typeof describePlatform>[1];
function platform(input: Input) {
  return describePlatform({ name: "prod", serverName: "univ-demo.example" }, { stateFolder: join(folder, "state"), ...input });
}
function put(name: string, mode: number): string {
  writeFileSync(join(folder, name), "secret\n", { mode });
  chmodSync(join(folder, name), mode);
  return join(folder, name);
}
const short = ({ severity, code, subject }: { severity: string; code: string; subject: string }) =>
  `${severity} ${code} ${subject.replace("servers.prod.platform.", "")}`;

describe("givenFileFindings", () => {
  const turn = (secretFile: string): Input => ({ features: { calls: "voice", turn: { uris: ["turn:t.example"], secretFile } } });
  it("is silent on closed secrets", () => {
    const registrationFile = put("bridge", 0o400);
    expect(givenFileFindings(platform(turn(put("turn", 0o600))))).toEqual([]);
    expect(givenFileFindings(platform({ features: { bridges: [{ name: "sms", registrationFile }] } }))).toEqual([]);
  });

  it.each([
    [0o644, "error file-open features.turn.secretFile"],
    [0o640, "warning file-open features.turn.secretFile"],
  ])("a secret with mode %o", (mode, expected) => {
    expect(givenFileFindings(platform(turn(put(`turn-${mode}`, mode)))).map(short)).toEqual([expected]);
  });

  it("a secret that is not there, one that is a folder, one that is no longer readable", () => {
    expect(givenFileFindings(platform(turn(join(folder, "none")))).map(short)).toEqual(["error file-missing features.turn.secretFile"]);
    expect(givenFileFindings(platform(turn(folder))).map(short)).toEqual(["error file-unreadable features.turn.secretFile"]);
    const oidc = { kind: "oidc", issuer: "https://i.example", clientId: "c", clientSecretFile: join(folder, "none") } as const;
    expect(givenFileFindings(platform({ profile: "lab", signIn: oidc })).map(short)).toEqual([
      "error file-missing signIn.clientSecretFile",
    ]);
  });

  it("a folder of Element that is missing or holds something else", () => {
    const element = join(folder, "element");
    const found = (target: "local" | "systemd") => givenFileFindings(platform({ target, element: { folder: element } })).map(short);
    expect(found("local")).toEqual(["error file-missing element.folder"]);
    expect(found("systemd")).toEqual(["info file-elsewhere element.folder"]);
    mkdirSync(element);
    expect(found("systemd")).toEqual(["error element-folder-empty element.folder"]);
    writeFileSync(join(element, "index.html"), "");
    expect(found("local")).toEqual([]);
  });
});

describe("portFindings", () => {
  it("tells a port that another program holds, unless this platform is that program", async () => {
    const port = await freePort();
    const described = platform({ ports: { client: port } });
    expect(await portFindings(described)).toEqual([]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
    try {
      expect((await portFindings(described)).map(short)).toEqual(["error port-taken ports.client"]);
      expect(await portFindings({ ...described, target: "systemd" })).toEqual([]);
      const layout = layoutOf(described.stateFolder);
      makeLayout(layout);
      takeOwnership(layout, { baseUrl: "", serverName: "univ-demo.example", processes: [] });
      writePorts(layout, { client: port });
      expect(identify(process.pid)).not.toBeNull();
      expect(await portFindings(described)).toEqual([]);
    } finally {
      server.close();
    }
  });
});

describe("spaceFindings", () => {
  it("is silent with room, a warning with little, nothing for machines of their own", () => {
    expect(spaceFindings(platform({}), 1)).toEqual([]);
    expect(spaceFindings(platform({}), Number.MAX_SAFE_INTEGER).map(short)).toEqual(["warning disk-low stateFolder"]);
    expect(spaceFindings(platform({ target: "systemd" }), Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});
