/** The whole demonstration, as a user types it, on a real Synapse: converged, nothing left, changes the next day, no process left. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateUniversity } from "#sample/generate.ts";
import { manifestOf } from "#sample/manifest.ts";
import { runCampus } from "../cli/run-campus.ts";
import { hasSynapse, synapsePython } from "../lab/synapse.ts";

interface DemoJson {
  readonly source: "ldap" | "csv";
  readonly homeserver: string;
  readonly converged: boolean;
  readonly passes: readonly { day: number; changesTotal: number; changes: Record<string, number>; applied: number; failed: number }[];
  readonly state: { accounts: { open: number; locked: number }; spaces: { open: number }; rooms: { managed: number }; memberships: number };
}

const main = join(import.meta.dirname, "../../src/main.ts");
const minutes = 60_000;
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "campus-demo-"));
  mkdirSync(join(home, ".campus"));
  symlinkSync(dirname(dirname(synapsePython())), join(home, ".campus/venv"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const env = () => ({ PATH: process.env.PATH ?? "", HOME: home, CAMPUS_HOME: home, LANG: "fr_FR.UTF-8" });

/** Starts a demonstration; `until` resolves with everything written so far once a text appears. */
function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [main, "demo", ...args], { cwd: home, env: env(), stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const until = async (text: string) => {
    while (!err.includes(text)) {
      if (child.exitCode !== null) throw new Error(`the demonstration ended before "${text}":\n${err.slice(-3000)}`);
      await new Promise((later) => setTimeout(later, 50));
    }
  };
  return { child, ended, until, out: () => out, err: () => err };
}

/** Command lines of living processes that name this test's folder. */
function living(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandOf(pid))
    .filter((command) => command.includes(home));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

describe.skipIf(!hasSynapse())("campus demo", () => {
  test("converges, finds nothing on the second pass, applies the next day; other commands work beside it", {
    timeout: 8 * minutes,
  }, async () => {
    const demo = startDemo("--size", "100", "--json");
    await demo.until("Ctrl-C");
    const lines = demo.out().trimEnd().split("\n");
    const result = JSON.parse(lines.at(-1) ?? "") as DemoJson;
    expect(lines).toHaveLength(1);
    expect(result).toMatchObject({ product: "campus", profile: "demo", size: 100, converged: true });
    const [first, again, next] = result.passes;
    const expected = manifestOf(generateUniversity({ size: 100, seed: 1, day: 0 })).firstSync[result.source];
    expect(first?.changes).toMatchObject({
      "account.create": expected.accounts,
      "space.create": expected.spaces,
      "room.create": expected.rooms,
      "member.join": expected.memberships,
    });
    expect(again?.changesTotal).toBe(0);
    expect(next).toMatchObject({ day: 1, failed: 0, applied: next?.changesTotal });
    expect(next?.changesTotal).toBeGreaterThan(0);

    const login = /identifiant\u00a0: (\S+)/.exec(demo.err())?.[1] ?? "";
    const password = /mot de passe\u00a0: (\S+)/.exec(demo.err())?.[1] ?? "";
    expect(await signIn(result.homeserver, login, password)).toBe(200);
    const why = await runCampus(home, ["why", login, "--json"], env());
    expect(why.code, why.err).toBe(0);
    expect(JSON.parse(why.out)).toMatchObject({ verdict: "in" });
    expect(await runCampus(home, ["plan"], env())).toMatchObject({ code: 0 });
    const doctor = await runCampus(home, ["doctor", "--json"], env());
    const { findings } = JSON.parse(doctor.out) as { findings: { severity: string }[] };
    expect(
      findings.filter(({ severity }) => severity === "error"),
      doctor.out,
    ).toEqual([]);
    const status = await runCampus(home, ["platform", "status", "--json"], env());
    expect(JSON.parse(status.out)).toMatchObject({ processes: [{ name: "synapse", up: true, healthy: true }] });

    const second = await runCampus(home, ["demo", "--once"], env());
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining("tourne déjà") });

    demo.child.kill("SIGINT");
    expect(await demo.ended).toBe(0);
    expect(living()).toEqual([]);
  });

  test("Ctrl-C in the middle of a pass says what the next one will do, and leaves no process", { timeout: 5 * minutes }, async () => {
    const demo = startDemo("--size", "100", "--once", "--source", "csv");
    await demo.until("comptes à créer");
    demo.child.kill("SIGINT");
    expect(await demo.ended).toBe(4);
    expect(demo.out()).toContain("la prochaine recommencera du début");
    expect(living()).toEqual([]);
  });
});

async function signIn(url: string, user: string, password: string): Promise<number> {
  const body = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
  const response = await fetch(`${url}/_matrix/client/v3/login`, { method: "POST", body: JSON.stringify(body) });
  return response.status;
}
