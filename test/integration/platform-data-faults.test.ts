/** PostgreSQL of a platform when something is wrong: killed, interrupted, of another version, in another language, without a password. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { postgresService, prepareDatabases, preparePostgres, prepareReadFunctions } from "#hosting/postgres-service.ts";
import { findProgram } from "#hosting/programs.ts";
import type { Supervisor } from "#hosting/supervisor.ts";
import { passwordFile } from "#platform/postgres/roles.ts";
import { secretNames } from "#platform/site.ts";
import { type DataSite, openDataSite, startService } from "../lab/data-site.ts";
import { connectAs, hasPostgres } from "../lab/postgres-client.ts";
import { eventually, startScript } from "../lab/processes.ts";

const bin = findProgram("postgres") ?? "";

function placeOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Processes that run in this folder or below: PostgreSQL's sessions change their command lines, not their place. */
function processesIn(folder: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => placeOf(pid).startsWith(folder)).map(Number);
}

describe.skipIf(!hasPostgres())("PostgreSQL of a platform, when something is wrong", () => {
  const labs: DataSite[] = [];
  const servers: Supervisor[] = [];
  const clients: pg.Client[] = [];
  async function open(folder?: string): Promise<DataSite> {
    const lab = await openDataSite({}, folder);
    labs.push(lab);
    return lab;
  }
  async function start({ site }: DataSite): Promise<void> {
    await preparePostgres(site, bin);
    servers.push(await startService(postgresService(site, bin)));
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end().catch(() => {});
    for (const server of servers.splice(0)) await server.stop();
    for (const lab of labs.splice(0)) lab.remove();
  });

  it("dies with whoever hosts it, in the middle of a query too, and starts again with its data", async () => {
    const lab = await open();
    const host = await startScript("test/lab/host-postgres.ts", [lab.folder]);
    expect(Number(await host.nextLine())).toBeGreaterThan(0);
    const client = await connectAs(lab.site, "synapse", "synapse");
    await client.query("CREATE TABLE kept (a text)");
    await client.query("INSERT INTO kept VALUES ('still here')");
    const busy = client.query("SELECT pg_sleep(60)").then(
      () => "slept",
      () => "cut",
    );
    expect(processesIn(lab.folder).length).toBeGreaterThan(3);
    await host.end("SIGKILL");
    expect(
      await eventually(
        () => processesIn(lab.folder),
        (left) => left.length === 0,
      ),
    ).toEqual([]);
    expect(await busy).toBe("cut");
    await start(lab);
    const again = await connectAs(lab.site, "synapse", "synapse");
    clients.push(again);
    expect((await again.query("SELECT a FROM kept")).rows).toEqual([{ a: "still here" }]);
  });

  it("shows no password: neither on a command line, nor in a log, nor in a rendered file", async () => {
    const lab = await open();
    await start(lab);
    await prepareDatabases(lab.site, bin);
    await expect(connectAs(lab.site, "synapse", "synapse", "a-wrong-password")).rejects.toThrow();
    const client = await connectAs(lab.site, "postgres", "postgres");
    await expect(client.query("ALTER ROLE nobody PASSWORD 'spoken-aloud'")).rejects.toThrow();
    await client.end();
    const { conf, data, log } = lab.site.places.postgres;
    const texts = [
      ...[conf, log].flatMap((folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))),
      readFileSync(join(data, "postgresql.conf"), "utf8"),
      readFileSync(join(data, "pg_hba.conf"), "utf8"),
      ...processesIn(lab.folder).map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8")),
    ].join("\n");
    const passwords = Object.values(secretNames)
      .filter((name) => name.startsWith("postgres-"))
      .map(lab.password);
    expect(passwords).toHaveLength(5);
    for (const secret of [...passwords, "a-wrong-password", "spoken-aloud"]) expect(texts).not.toContain(secret);
    expect(texts).toContain("database system is ready");
  });

  it("begins anew where making the cluster was interrupted, and never where it was finished", async () => {
    const lab = await open();
    const { data, run } = lab.site.places.postgres;
    writeFileSync(join(run, "initdb-unfinished"), "");
    writeFileSync(join(data, "PG_VERSION"), "15\n");
    await start(lab);
    await prepareDatabases(lab.site, bin);
    expect(existsSync(join(run, "initdb-unfinished"))).toBe(false);
    writeFileSync(join(data, "a-file-of-somebody"), "");
    await servers[0]?.stop();
    await start(lab);
    expect(existsSync(join(data, "a-file-of-somebody"))).toBe(true);
  });

  it("refuses a folder that holds something else", async () => {
    const lab = await open();
    writeFileSync(join(lab.site.places.postgres.data, "thesis.txt"), "three years of work");
    await expect(preparePostgres(lab.site, bin)).rejects.toMatchObject({ code: "platform.start-failed", params: { name: "initdb" } });
    expect(readFileSync(join(lab.site.places.postgres.data, "thesis.txt"), "utf8")).toBe("three years of work");
  });

  it("refuses a cluster of a version that is not installed, and leaves it as it is", async () => {
    const lab = await open();
    const { data } = lab.site.places.postgres;
    writeFileSync(join(data, "PG_VERSION"), "9\n");
    const refused = { code: "platform.database-version", params: { folder: data, found: "9", installed: expect.stringMatching(/^\d+$/) } };
    await expect(preparePostgres(lab.site, bin)).rejects.toMatchObject(refused);
    expect(readdirSync(data)).toEqual(["PG_VERSION"]);
  });

  it("refuses a database in another language or encoding", async () => {
    const lab = await open();
    await start(lab);
    const client = await connectAs(lab.site, "postgres", "postgres");
    await client.query("CREATE DATABASE synapse TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    await client.end();
    const refused = { code: "platform.database-locale", params: { database: "synapse (SQL_ASCII, C)" } };
    await expect(prepareDatabases(lab.site, bin)).rejects.toMatchObject(refused);
  });

  it("refuses to go on without a password", async () => {
    const lab = await open();
    await start(lab);
    const file = passwordFile(lab.site, { secret: secretNames.postgresCampus });
    rmSync(file);
    await expect(prepareDatabases(lab.site, bin)).rejects.toMatchObject({ code: "config.secret-missing", params: { file } });
    const administrator = passwordFile(lab.site, { secret: secretNames.postgresSuperuser });
    rmSync(administrator);
    await expect(prepareDatabases(lab.site, bin)).rejects.toMatchObject({ code: "config.secret-missing", params: { file: administrator } });
  });

  it("says so when Synapse has made no table yet", async () => {
    const lab = await open();
    await start(lab);
    await prepareDatabases(lab.site, bin);
    expect(await prepareReadFunctions(lab.site, bin)).toBe("no-tables");
  });
});
