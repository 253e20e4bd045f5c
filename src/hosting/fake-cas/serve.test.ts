/** The small CAS as a process: its files, its faults told with their place, its end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../ports.ts";
import { readCasConfig, readCasPeople, watchCasPeople } from "./read-config.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-cas-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, value: unknown, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  chmodSync(path, mode);
  return path;
}

const noor = { login: "haddad002", password: "pw", attributes: { mail: "noor@univ-demo.example", groups: ["a", "b"] } };
const config = { port: 1, people: "/people.json", services: [{ pattern: "http://a/.*" }] };

describe("files of the small CAS", () => {
  it("are read when they are right", () => {
    expect(readCasConfig(write("cas.json", config))).toEqual(config);
    expect(readCasPeople(write("people.json", [noor]))).toEqual([noor]);
  });

  it.each([
    ["not JSON", "{", "JSON expected"],
    ["a list", [], "config: an object expected"],
    ["no port", { ...config, port: "80" }, "config.port: a port expected"],
    ["no service", { ...config, services: [] }, "config.services: a list of services expected"],
    ["a key it does not know", { ...config, portt: 1 }, "config.portt: unknown"],
    ["a pattern that is none", { ...config, services: [{ pattern: "(" }] }, "services[0].pattern: a regular expression expected"],
    ["half a millisecond", { ...config, latencyMilliseconds: 0.5 }, "config.latencyMilliseconds: a whole number expected"],
  ])("are refused with the place: %s", (_, value, detail) => {
    const refused = expect.objectContaining({ code: "config.invalid", params: expect.objectContaining({ details: `  ${detail}` }) });
    expect(() => readCasConfig(write("cas.json", value))).toThrow(refused);
  });

  it.each([
    ["no list", {}, "a list expected"],
    ["no password", [{ ...noor, password: "" }], "people[0].password: a text expected"],
    [
      "a number as value",
      [noor, { ...noor, attributes: { a: 1 } }],
      "people[1].attributes: a text or texts under a name of letters and digits (not as in a) expected",
    ],
    [
      "a name XML can't bear",
      [{ ...noor, attributes: { "a b": "x" } }],
      "people[0].attributes: a text or texts under a name of letters and digits (not as in a b) expected",
    ],
  ])("people are refused with the place: %s", (_, value, detail) => {
    const refused = expect.objectContaining({ code: "config.invalid", params: expect.objectContaining({ details: `  ${detail}` }) });
    expect(() => readCasPeople(write("people.json", value))).toThrow(refused);
  });

  it("are refused when others may read them, or when they are not there", () => {
    expect(() => readCasConfig(write("cas.json", config, 0o640))).toThrow(expect.objectContaining({ code: "config.invalid" }));
    expect(() => readCasConfig(join(folder, "none"))).toThrow(expect.objectContaining({ code: "config.missing" }));
  });

  it("people are read again when they change; a broken text leaves the last good one", () => {
    const path = write("people.json", [noor]);
    const people = watchCasPeople(path);
    expect(people()).toHaveLength(1);
    write("people.json", [noor, { ...noor, login: "leroy003" }]);
    expect(people().map(({ login }) => login)).toEqual(["haddad002", "leroy003"]);
    write("people.json", "[");
    utimesSync(path, 1, 1);
    expect(people()).toHaveLength(2);
  });
});

const run = (file: string) => spawn(process.execPath, [join(import.meta.dirname, "serve.ts"), file], { stdio: ["ignore", "pipe", "pipe"] });

describe("the process", () => {
  it("prints its address, answers, and ends when asked", async () => {
    const port = await freePort();
    const child = run(write("cas.json", { ...config, port, people: write("people.json", [noor]) }));
    const [line] = await once(child.stdout, "data");
    expect(String(line)).toBe(`http://127.0.0.1:${port}/cas\n`);
    expect((await fetch(`http://127.0.0.1:${port}/cas/health`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("says what is wrong and ends with an error", async () => {
    const child = run(write("cas.json", { ...config, port: 70_000 }));
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(code).toBe(1);
    expect(said).toContain("config.port: a port expected");
    expect(said).not.toContain("    at ");
  });
});
