/** PostgreSQL as rendered and hosted: settings in force, who may do what, started twice, refused when it should be. */
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresService, prepareDatabases, preparePostgres } from "#hosting/postgres-service.ts";
import { writePrivate } from "#hosting/private-files.ts";
import { findProgram } from "#hosting/programs.ts";
import type { Supervisor } from "#hosting/supervisor.ts";
import { connectionBudget } from "#platform/postgres/budget.ts";
import { databaseRoles, passwordFile } from "#platform/postgres/roles.ts";
import { type DataSite, openDataSite, startService } from "../lab/data-site.ts";
import { connectAs, hasPostgres } from "../lab/postgres-client.ts";

const bin = findProgram("postgres") ?? "";

describe.skipIf(!hasPostgres())("PostgreSQL of a platform", () => {
  let lab: DataSite;
  let server: Supervisor;

  async function start(): Promise<void> {
    await preparePostgres(lab.site, bin);
    server = await startService(postgresService(lab.site, bin));
    await prepareDatabases(lab.site, bin);
  }
  const as = (user: string, database: string): Promise<pg.Client> => connectAs(lab.site, user, database);

  beforeAll(async () => {
    lab = await openDataSite();
    await start();
  });
  afterAll(async () => {
    await server?.stop();
    lab?.remove();
  });

  it("runs with the rendered settings", async () => {
    const client = await as("postgres", "postgres");
    const { rows } = await client.query("SELECT name, setting FROM pg_settings");
    const value = new Map(rows.map(({ name, setting }) => [name, setting]));
    await client.end();
    expect({
      listen_addresses: value.get("listen_addresses"),
      max_connections: value.get("max_connections"),
      shared_buffers: value.get("shared_buffers"),
      fsync: value.get("fsync"),
      synchronous_commit: value.get("synchronous_commit"),
      full_page_writes: value.get("full_page_writes"),
      password_encryption: value.get("password_encryption"),
      log_statement: value.get("log_statement"),
      log_min_error_statement: value.get("log_min_error_statement"),
      log_error_verbosity: value.get("log_error_verbosity"),
      unix_socket_directories: value.get("unix_socket_directories"),
    }).toEqual({
      listen_addresses: "127.0.0.1",
      max_connections: "200",
      shared_buffers: String((128 * 1024) / 8),
      fsync: "off",
      synchronous_commit: "on",
      full_page_writes: "off",
      password_encryption: "scram-sha-256",
      log_statement: "none",
      log_min_error_statement: "panic",
      log_error_verbosity: "terse",
      unix_socket_directories: "",
    });
  });

  it("has the databases Synapse accepts, owned and limited as computed", async () => {
    const client = await as("postgres", "postgres");
    const databases = await client.query(
      `SELECT datname, pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, pg_get_userbyid(datdba) AS owner
       FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1`,
    );
    const utf8 = { encoding: "UTF8", datcollate: "C", datctype: "C" };
    expect(databases.rows).toEqual([
      { datname: "campus", ...utf8, owner: "campus" },
      { datname: "synapse", ...utf8, owner: "synapse" },
    ]);
    const roles = await client.query(
      "SELECT rolname, rolconnlimit, rolsuper OR rolcreaterole OR rolcreatedb AS strong FROM pg_roles WHERE rolcanlogin",
    );
    await client.end();
    const limits = connectionBudget(lab.site.description)?.parts.map(({ role, connections }) => [role, connections, false]) ?? [];
    const found = roles.rows.map(({ rolname, rolconnlimit, strong }) => [rolname, rolconnlimit, strong]);
    expect(found.sort()).toEqual([...limits, ["postgres", -1, true]].sort());
  });

  it("lets each role into its own database with its own password, nowhere else", async () => {
    for (const { name, database } of databaseRoles) {
      const client = await as(name, database);
      expect((await client.query("SELECT current_user")).rows).toEqual([{ current_user: name }]);
      await client.end();
      for (const other of ["postgres", "template1", database === "campus" ? "synapse" : "campus"])
        await expect(as(name, other), `${name} in ${other}`).rejects.toMatchObject({ code: "28000" });
    }
    await expect(connectAs(lab.site, "synapse", "synapse", "wrong")).rejects.toMatchObject({ code: "28P01" });
    await expect(connectAs(lab.site, "postgres", "postgres", "")).rejects.toThrow();
  });

  it("lets owners make tables, and readers nothing at all", async () => {
    for (const owner of ["synapse", "campus"]) {
      const client = await as(owner, owner);
      await client.query("CREATE TABLE made_here (a text)");
      await client.query("INSERT INTO made_here VALUES ('x')");
      await client.end();
    }
    for (const reader of ["campus_observer", "campus_figures"]) {
      const client = await as(reader, "synapse");
      await client.query("SET default_transaction_read_only = off");
      for (const refused of [
        "CREATE TABLE mine (a text)",
        "CREATE TEMP TABLE mine (a text)",
        "CREATE SCHEMA mine",
        "INSERT INTO public.made_here VALUES ('y')",
        "SELECT * FROM public.made_here",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "SET ROLE synapse",
        "SET ROLE campus_reader",
        "ALTER ROLE synapse PASSWORD 'x'",
      ])
        await expect(client.query(refused), `${reader}: ${refused}`).rejects.toMatchObject({
          code: expect.stringMatching(/^42501$|^3F000$/),
        });
      await client.end();
    }
  });

  it("keeps everything at a second start, and takes back what somebody loosened", async () => {
    const before = await as("postgres", "synapse");
    await before.query("GRANT synapse TO campus_observer; ALTER ROLE campus_figures CREATEDB; GRANT CONNECT ON DATABASE campus TO PUBLIC");
    await before.end();
    await server.stop();
    expect(server.state().child).toBeNull();
    await start();
    const client = await as("synapse", "synapse");
    expect((await client.query("SELECT a FROM made_here")).rows).toEqual([{ a: "x" }]);
    const seen = await client.query(
      `SELECT pg_has_role('campus_observer', 'synapse', 'MEMBER') AS member, (SELECT rolcreatedb FROM pg_roles WHERE rolname = 'campus_figures') AS creates,
         has_database_privilege('campus_observer', 'campus', 'CONNECT') AS connects`,
    );
    expect(seen.rows).toEqual([{ member: false, creates: false, connects: false }]);
    await client.end();
  });

  it("takes a new password from its file, and forgets the old one", async () => {
    const { secret } = databaseRoles[3];
    const old = lab.password(secret);
    writePrivate(passwordFile(lab.site, { secret }), `${randomBytes(32).toString("base64url")}\n`);
    await prepareDatabases(lab.site, bin);
    await (await as("campus_figures", "synapse")).end();
    await expect(connectAs(lab.site, "campus_figures", "synapse", old)).rejects.toMatchObject({ code: "28P01" });
  });

  it("leaves its folders to itself alone", () => {
    const { data, log, run } = lab.site.places.postgres;
    for (const folder of [data, log, run]) expect(statSync(folder).mode & 0o777, folder).toBe(0o700);
    for (const file of ["postgresql.conf", "pg_hba.conf"]) expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
  });
});
