/** The directory contract on the views of a real MariaDB, and everything that can go wrong with one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { directoryContract } from "../contracts/directory.ts";
import { csvFiles } from "../contracts/small-university.ts";
import { makeAuthority } from "../lab/authority.ts";
import { hasMariadb, type LabMariadb, startMariadb } from "../lab/mariadb.ts";
import { readSql, sqlConfig, sqlFailure } from "../lab/sql-source.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";
import { tableStatements, tablesOf } from "../lab/view-tables.ts";

describe.runIf(hasMariadb())("real MariaDB", () => {
  const folder = mkdtempSync(join(tmpdir(), "campus-mariadb-test-"));
  const authority = makeAuthority(folder, "DNS:localhost");
  const passwordFile = join(folder, "password");
  let server: LabMariadb;
  const config = (changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
    sqlConfig(
      { kind: "mariadb", host: "127.0.0.1", port: server.port, database: "si", user: "lecteur", passwordFile, tls: "off", ...changes },
      more,
    );
  beforeAll(async () => {
    writeFileSync(passwordFile, "pour-lire\n", { mode: 0o600 });
    server = await startMariadb(authority);
    await server.run("USE si", ...tableStatements(tablesOf(csvFiles)));
  });
  beforeAll(async () => {
    await server.run(
      ...["CREATE USER lecteur@'%' IDENTIFIED BY 'pour-lire'", "GRANT SELECT ON si.* TO lecteur@'%'"],
      ...["CREATE USER curieux@'%' IDENTIFIED BY 'pour-lire'", "GRANT SELECT ON si.V_MATRIX_STRUCTURE TO curieux@'%'"],
    );
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  directoryContract("sql", async () => openSource(config(), { base: "/" }));

  it("reads over an encrypted connection, and refuses one that it can't verify", async () => {
    const tls = { tls: "verified", host: "localhost" };
    expect((await readSql(config({ ...tls, caFile: authority.caFile }))).counts).toEqual({ people: 8, structures: 4 });
    expect(await sqlFailure(config(tls))).toMatchObject({ code: "source.tls" });
    expect(() => config({ tls: "verified" })).toThrow(/a name, not an address/);
  });

  it("keeps ids as they are and reads dates, decimals, booleans and zero dates of real types", async () => {
    await server.run(
      ...["USE si", "CREATE TABLE agents (id decimal(12,2), login text, naissance date, fin datetime, rouge boolean)"],
      "INSERT INTO agents VALUES (48213, 'a1', '1970-01-01', '2027-08-31 00:08:00', true)",
    );
    const sql = `SELECT id, login, 'Zoé' AS prenom, 'Été' AS nom_usage, '' AS email, 'actif' AS statut, fin AS date_desactivation,
      rouge AS liste_rouge, 'cdi' AS population, naissance FROM agents -- every column`;
    const reading = await readSql(config({}, { views: { people: { sql } } }));
    expect(reading.people).toEqual([
      {
        ...{ origin: "V_MATRIX_AGENT[48213 a1]", id: "48213", login: "a1", givenName: "Zoé", familyName: "Été", state: "active" },
        ...{ until: "2027-08-31 00:08:00", populations: ["cdi"], redList: true, assignments: [], functions: [] },
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
    ["source.refused", { user: "inconnu" }, {}, { result: "1045" }],
    ["source.refused", { database: "autre" }, {}, {}],
    ["source.refused", { user: "curieux" }, {}, { result: "1142" }],
    ["source.view-missing", {}, { views: { functions: { view: "V_AUTRE" } } }, { view: "V_AUTRE" }],
    ["source.query-refused", {}, { views: { functions: { sql: "SELEC 1" } } }, { view: "V_MATRIX_FONCTION" }],
    [
      "source.column-missing",
      {},
      { views: { functions: { sql: "SELECT agent_id FROM V_MATRIX_FONCTION;" } } },
      { file: "V_MATRIX_FONCTION" },
    ],
    ["source.empty", {}, { views: { people: { sql: "SELECT * FROM V_MATRIX_AGENT WHERE 1 = 0" } } }, { branch: "V_MATRIX_AGENT" }],
    [
      "source.timeout",
      {},
      { statementSeconds: 1, views: { people: { sql: "SELECT * FROM V_MATRIX_AGENT WHERE sleep(5) = 0" } } },
      { seconds: 1 },
    ],
    ["source.unreachable", { port: 9 }, {}, { reason: "ECONNREFUSED" }],
  ])("%s: %j %j", async (code, database, more, params) => {
    expect(await sqlFailure(config(database, more))).toMatchObject({ code, params: { source: "octopus", ...params } });
  });

  it("source.partial when the connection is cut in the middle, source.timeout when the server freezes", async () => {
    const cut = await openTcpProxy(server.port, (before) => {
      if (before > 3_000) void cut.close();
      return true;
    });
    expect(await sqlFailure(config({ port: cut.port }))).toMatchObject({ code: "source.partial", params: { reason: "connection closed" } });
    const frozen = await openTcpProxy(server.port, (before) => {
      if (before > 3_000) server.freeze();
      return before <= 3_000;
    });
    expect(await sqlFailure(config({ port: frozen.port }, { statementSeconds: 0.5 }))).toMatchObject({ code: "source.timeout" });
    expect(await sqlFailure(config({}, { connectSeconds: 0.5 }))).toMatchObject({ code: "source.timeout", params: { seconds: 0.5 } });
    server.thaw();
    await frozen.close();
    expect((await readSql(config())).counts.people).toBe(8);
  });
});
