/** `campus platform rotate-token`: what it refuses, and its steps for machines of their own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { campusIn } from "./campus-in.ts";

vi.setConfig({ testTimeout: 60_000 });

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-rotate-"));
  mkdirSync(join(folder, "data"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const demo = { stateFolder: "state" };
const hosts = {
  matrix: { name: "matrix1", address: "10.20.0.11" },
  element: { name: "element1", address: "10.20.0.12" },
  database: { name: "db1", address: "10.20.0.13" },
  campus: { name: "campus1", address: "10.20.0.14" },
};
const machines = {
  ...demo,
  target: "systemd",
  profile: "production",
  publicUrl: "https://matrix.univ-demo.example",
  elementUrl: "https://chat.univ-demo.example",
  hosts,
  certificates: { certificateFile: "chain.pem", keyFile: "key.pem" },
  access: { sshFrom: ["10.20.0.0/24"] },
  signIn: { kind: "cas", url: "https://cas.univ-demo.example/cas" },
};

function rotate(platform: object, ...args: readonly string[]) {
  const server = { name: "essai", url: "http://127.0.0.1:1", serverName: "univ-demo.example", tokenFile: "token", platform };
  const config = { store: { kind: "embedded" }, servers: [server], sources: [{ kind: "csv", folder: "data" }] };
  writeFileSync(join(folder, "campus.yaml"), stringify(config));
  return campusIn(folder, ["platform", "rotate-token", ...args]);
}
const secret = (name: string) => readFileSync(join(folder, "state/secrets", name), "utf8").trim();

it.each([
  ["an unknown step", demo, ["--step", "remove"], /add, use, drop/],
  ["everybody without a confirmation", demo, ["--everybody"], /--confirm essai/],
  ["everybody under another name", demo, ["--everybody", "--confirm", "prod"], /--confirm essai/],
  ["everybody before the last step", demo, ["--everybody", "--confirm", "essai", "--step", "add"], /drop/],
  ["a step before its time", demo, ["--step", "drop"], /--step add/],
  ["several steps at once on machines of their own", machines, [], /matrix1/],
  ["everybody from afar", machines, ["--everybody", "--confirm", "essai"], /end_sessions\.py --everybody univ-demo\.example/],
])("refuses %s", async (_, platform, args, said) => {
  const { code, err } = await rotate(platform, ...args);
  expect(err).toMatch(said);
  expect(code).toBe(1);
});

it("changes the files of a platform that doesn't run, and leaves the proof to its next start", async () => {
  expect((await rotate(demo, "--step", "add", "--json")).code).toBe(0);
  const old = secret("as-token");
  const { code, out } = await rotate(demo);
  expect([code, secret("as-token"), secret("as-token") === old]).toEqual([2, secret("as-token-b"), false]);
  expect(out).toContain("ne tourne pas");
});

it("writes for each step the folder of the machine to install next", async () => {
  for (const name of ["chain.pem", "key.pem"]) writeFileSync(join(folder, name), "-----BEGIN CERTIFICATE-----\n");
  const folderOf = (name: string) => join(folder, "state/machines", name);
  const registrations = () =>
    ["a", "b"].flatMap((slot) => {
      const file = join(folderOf("matrix1"), `files/etc/matrix-campus/synapse/appservice-${slot}.yaml`);
      try {
        return /as_token: "?([\w-]+)/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
      } catch {
        return [];
      }
    });
  const campusToken = () => readFileSync(join(folderOf("campus1"), "files/etc/matrix-campus/campus/secrets/as-token"), "utf8").trim();
  const take = async (step: string) => {
    const { code, out, err } = await rotate(machines, "--step", step, "--json");
    expect(code, err).toBe(0);
    return JSON.parse(out) as object;
  };
  expect(await take("add")).toEqual({ step: "add", folder: folderOf("matrix1"), machine: "matrix1", next: "use" });
  const [old = "", added = ""] = registrations();
  expect([registrations().length, campusToken()]).toEqual([2, old]);
  expect(await take("use")).toEqual({ step: "use", folder: folderOf("campus1"), machine: "campus1", next: "drop" });
  expect([registrations(), campusToken()]).toEqual([[old, added], added]);
  expect(await take("drop")).toEqual({ step: "drop", folder: folderOf("matrix1"), machine: "matrix1", next: null });
  expect([registrations(), campusToken()]).toEqual([[added], added]);
  expect((await rotate(machines, "--step", "drop")).err).toContain("--step add");
});
