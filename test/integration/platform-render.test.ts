/** `campus platform render` for machines of their own: a folder each; nothing is started here, and no target is guessed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCampus } from "../cli/run-campus.ts";

let folder = "";
const hosts = {
  matrix: { name: "matrix1", address: "10.20.0.11" },
  element: { name: "element1", address: "10.20.0.12" },
  database: { name: "db1", address: "10.20.0.13" },
  campus: { name: "campus1", address: "10.20.0.14" },
};
const config = {
  servers: [
    {
      name: "prod",
      serverName: "univ-demo.example",
      url: "https://10.20.0.11:9443",
      tokenFile: "as-token",
      platform: {
        target: "systemd",
        profile: "production",
        stateFolder: "platform",
        publicUrl: "https://matrix.univ-demo.example",
        elementUrl: "https://chat.univ-demo.example",
        certificates: { certificateFile: "cert.pem", keyFile: "key.pem" },
        hosts,
        signIn: { kind: "cas", url: "https://cas.univ-demo.example/cas" },
      },
    },
  ],
  sources: [{ kind: "csv", folder: "csv" }],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-render-"));
  writeFileSync(join(folder, "campus.yaml"), JSON.stringify(config));
  for (const name of ["cert.pem", "key.pem"]) writeFileSync(join(folder, name), "a file of the site\n", { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runCampus(folder, ["platform", ...args], { PATH: process.env.PATH ?? "", HOME: folder, LANG: "en_GB.UTF-8" });

it("writes a folder for each machine, closed to everybody else, with its script", async () => {
  const end = await run("render", "--target", "systemd", "--out", join(folder, "out"), "--json");
  expect(end.code, end.err).toBe(0);
  const { files } = JSON.parse(end.out) as { files: readonly string[] };
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["campus1", "db1", "element1", "matrix1"]);
  for (const name of Object.values(hosts).map((host) => host.name)) expect(files).toContain(join(folder, "out", name, "install.sh"));
  const homeserver = files.find((path) => path.endsWith("/homeserver.yaml")) ?? "";
  expect(readFileSync(homeserver, "utf8")).toContain('server_name: "univ-demo.example"');
  expect(files.filter((path) => !path.endsWith("/release") && (statSync(path).mode & 0o077) !== 0)).toEqual([]);
});

it("writes the same bytes the second time", async () => {
  const read = () => readFileSync(join(folder, "out/matrix1/manifest"), "utf8");
  const before = read();
  expect(await run("render", "--out", join(folder, "out"), "--json")).toMatchObject({ code: 0 });
  expect(read()).toBe(before);
});

it("starts nothing here, and refuses a target that is not the described one", async () => {
  expect(await run("up")).toMatchObject({ code: 1, err: expect.stringContaining("machines of its own (matrix1, element1, db1, campus1)") });
  expect(await run("render", "--target", "local")).toMatchObject({ code: 1, err: expect.stringContaining("target: systemd") });
  expect(await run("render", "--target", "kubernetes")).toMatchObject({ code: 1, err: expect.stringContaining("kubernetes") });
});
