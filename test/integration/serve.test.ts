/** `campus serve` as a process of its own: other commands work through it, it stops properly, and a kill leaves nothing broken. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Run } from "#engine/ports.ts";
import { runCampus } from "../cli/run-campus.ts";
import { openSmallSite, type SmallSite } from "../cli/small-site.ts";
import { type Service, startService } from "../lab/campus-service.ts";
import { eventually } from "../lab/processes.ts";

const patience = 120_000;

let site: SmallSite;
const running: Service[] = [];
beforeEach(async () => {
  site = await openSmallSite();
  configure((config) => ({ ...config, servers: [{ ...config.servers[0], schedule: { cron: [] } }] }));
});
afterEach(async () => {
  for (const { end } of running.splice(0)) await end("SIGKILL");
  await site.close();
});

type Written = { readonly servers: readonly object[] };

function configure(change: (config: Written) => object): void {
  const file = join(site.folder, "campus.yaml");
  writeFileSync(file, stringify(change(parse(readFileSync(file, "utf8")) as Written)), { mode: 0o600 });
}

async function serve(): Promise<Service> {
  const service = await startService(site.folder);
  running.push(service);
  return service;
}

/** Typed in this process: it reaches the service as any other does. */
const campus = (...args: string[]) => site.campus(...args);
const approved = ["sync", "--approve-as", "Camille", "--comment", "premier passage"];
const socket = () => join(site.folder, ".campus/serve/socket");

async function runsOf(): Promise<readonly Run[]> {
  return (JSON.parse((await campus("runs", "--json")).out) as { runs: Run[] }).runs;
}

describe("while the service runs", () => {
  it("other commands work through it, with their own options, exit codes and user", { timeout: patience }, async () => {
    const service = await serve();
    expect([statSync(socket()).mode & 0o777, statSync(join(socket(), "..")).mode & 0o777]).toEqual([0o600, 0o700]);
    expect((await runCampus(site.folder, ["plan"])).code).toBe(3);
    const first = await campus(...approved, "--json");
    expect(first.code, first.err).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ status: "done", converged: true });
    const english = await campus("plan", "--lang", "en");
    expect([english.code, english.out]).toEqual([0, expect.stringContaining("Nothing to do")]);
    const why = JSON.parse((await campus("why", "agent00003", "--json")).out);
    expect(why).toMatchObject({ subject: "00003", verdict: "in" });
    expect((await campus("sync", "--person", "nobody")).err).toContain("nobody");
    const plan = await campus("plan", "--out", "plan.json");
    expect([plan.code, existsSync(join(site.folder, "plan.json"))]).toEqual([0, true]);
    const { servers } = JSON.parse((await campus("status", "--json")).out);
    expect(servers).toMatchObject([{ server: "prod", state: "idle", next: null, last: { status: "done" } }]);
    expect((await campus("status")).out).toContain("au repos");
    const runs = await runsOf();
    expect(runs.map(({ trigger }) => trigger)).toEqual(runs.map(() => "command"));
    expect(runs.map(({ by }) => by)).toEqual([...Array(runs.length - 1).fill("essai"), userInfo().username]);
    const shown = await campus("runs", "show", runs.at(-2)?.id ?? "");
    expect(shown.out).toContain(`Passage ${runs.at(-2)?.id}`);
    expect(await service.end("SIGTERM")).toBe(0);
    expect(existsSync(socket())).toBe(false);
    expect((await campus("status")).code).toBe(1);
    expect((await campus("plan")).code).toBe(0);
  });

  it("a second one is refused, and says why", { timeout: patience }, async () => {
    await serve();
    const second = await campus("serve");
    expect(second.code).toBe(1);
    expect(second.err).toContain("tourne déjà");
  });
});

describe("a service that ends in the middle of a pass", () => {
  /** Every answer takes a while, so that the pass lasts. */
  async function midPass(): Promise<{ service: Service; client: ReturnType<typeof campus> }> {
    const service = await serve();
    site.homeserver.faults.add({ kind: "latency", ms: 40 });
    site.homeserver.resetRequests();
    const client = campus(...approved);
    await eventually(
      () => site.homeserver.requests().total,
      (total) => total > 20,
      60_000,
    );
    return { service, client };
  }

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "by %s is taken up by the next one, nothing made twice",
    { timeout: patience },
    async (signal) => {
      const { service, client } = await midPass();
      const code = await service.end(signal);
      expect(code).toBe(signal === "SIGTERM" ? 0 : null);
      expect((await client).code).toBe(4);
      site.homeserver.faults.clear();
      await serve();
      const resumed = await campus(...approved, "--json");
      expect(resumed.code, resumed.err).toBe(0);
      expect(JSON.parse(resumed.out)).toMatchObject({ status: "done", converged: true });
      const statuses = (await runsOf()).map(({ status }) => status);
      expect(statuses.filter((status) => status === "running")).toEqual([]);
      expect(statuses.at(-1)).toBe("interrupted");
      const aliases = [...site.homeserver.model.aliases.keys()];
      const made = [...site.homeserver.model.rooms.values()].length;
      expect(made).toBe(aliases.length);
      expect((await campus("plan", "--json")).code).toBe(0);
    },
  );
});
