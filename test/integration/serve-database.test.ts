/** `campus serve` over a PostgreSQL that stops and comes back, at rest and in the middle of a pass. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Run } from "#engine/ports.ts";
import { agents, goodFiles, openSmallSite, type SmallSite } from "../cli/small-site.ts";
import { type Service, startService } from "../lab/campus-service.ts";
import { findPostgres, type LabPostgres, startPostgres } from "../lab/postgres.ts";
import { eventually } from "../lab/processes.ts";

const bin = findPostgres();
if (bin === null && !process.env.CI) console.warn("skipped: PostgreSQL is not installed (apt-get install postgresql)");
const patience = 90_000;

describe.skipIf(bin === null && !process.env.CI)("a service whose database is lost", () => {
  let database: LabPostgres;
  let site: SmallSite;
  let service: Service;
  beforeAll(async () => {
    if (bin === null) throw new Error("PostgreSQL is not installed");
    database = await startPostgres(bin);
  });
  afterAll(async () => database?.stop());
  let sites = 0;
  beforeEach(async () => {
    site = await openSmallSite();
    const file = join(site.folder, "campus.yaml");
    const config = parse(readFileSync(file, "utf8")) as { servers: object[] };
    // One database for both: each has a server of its own in it.
    const servers = [{ ...config.servers[0], name: `prod${++sites}`, schedule: { cron: [] } }];
    writeFileSync(file, stringify({ ...config, servers, store: { kind: "postgres", url: database.url } }), { mode: 0o600 });
    service = await startService(site.folder);
  });
  afterEach(async () => {
    await service?.end("SIGKILL");
    await site?.close();
  });

  const campus = (...args: string[]) => site.campus(...args);
  const approved = ["sync", "--approve-as", "Camille", "--comment", "premier passage"];
  const runs = async () => (JSON.parse((await campus("runs", "--json")).out) as { runs: Run[] }).runs;
  const isConverged = async () => expect(JSON.parse((await campus("plan", "--json")).out)).toMatchObject({ changes: [] });

  it("waits for it, and serves what is asked for once it is back", { timeout: patience }, async () => {
    expect((await campus(...approved)).code).toBe(0);
    await database.kill();
    // Carried out by the service, which then looks at its servers.
    expect((await campus("status")).err).toContain("La base de données de campus est injoignable");
    const looked = () => service.lines().some(({ msg }) => msg === "the service could not look");
    expect(await eventually(looked, Boolean, 30_000)).toBe(true);
    await database.start();
    expect(service.child.exitCode).toBeNull();
    expect((await campus("decide", "refresh", "agent00001", "--why", "essai")).code).toBe(0);
    const served = await eventually(
      async () => ((await campus("status")).code === 0 ? runs() : []),
      (all) => all.some(({ trigger, status }) => trigger === "refresh" && status === "done"),
      40_000,
    );
    expect(served[0]).toMatchObject({ trigger: "refresh", status: "done", scope: { people: ["00001"] } });
    await isConverged();
    expect(await service.end("SIGTERM")).toBe(0);
  });

  it("survives its loss in the middle of a pass: the next one takes it up, nothing made twice", { timeout: patience }, async () => {
    expect((await campus(...approved)).code).toBe(0);
    // Another name, so that the pass has something to do.
    site.put({ [agents]: goodFiles[agents]?.replace("Essai 00003", "Autrement") ?? "" });
    site.homeserver.faults.add({ kind: "latency", ms: 2_000 });
    site.homeserver.resetRequests();
    expect((await campus("decide", "refresh", "agent00003", "--why", "essai")).code).toBe(0);
    await campus("status");
    await eventually(
      () => site.homeserver.requests().total,
      (total) => total >= 2,
      40_000,
    );
    await database.kill();
    const failed = () => service.lines().some(({ msg }) => msg === "a pass failed and is tried again later");
    expect(await eventually(failed, Boolean, 30_000)).toBe(true);
    site.homeserver.faults.clear();
    await database.start();
    expect(service.child.exitCode).toBeNull();
    const resumed = await campus("sync", "--json");
    expect(resumed.code, resumed.err).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ converged: true });
    const renamed = [...site.homeserver.model.accounts.values()].filter(({ displayName }) => displayName === "Zoé Autrement");
    expect(renamed).toHaveLength(1);
    expect(site.homeserver.model.rooms.size).toBe(site.homeserver.model.aliases.size);
    expect((await runs()).filter(({ status }) => status === "running")).toEqual([]);
    await isConverged();
    expect(await service.end("SIGTERM")).toBe(0);
  });
});
