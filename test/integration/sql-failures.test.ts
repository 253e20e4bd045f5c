/** What can go wrong between campus and a real PostgreSQL: each a clear error, and never a part of a reading. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import { generateUniversity } from "#sample/generate.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { sqlChunks } from "#sample/sql.ts";
import { sortPeople, sortStructures } from "../contracts/directory.ts";
import { makeAuthority } from "../lab/authority.ts";
import { findPostgres, type LabPostgres, startPostgres } from "../lab/postgres.ts";
import { hasPostgres } from "../lab/postgres-client.ts";
import { eventually } from "../lab/processes.ts";
import { postgresDatabase, readSql, sqlConfig, sqlFailure } from "../lab/sql-source.ts";
import { type OnAnswer, openTcpProxy, type TcpProxy } from "../lab/tcp-proxy.ts";

const university = generateUniversity({ size: 200, seed: 1, day: 16 });
/** Bytes of answers after which rows are on their way, long before the last one. */
const middle = 12_000;

describe.runIf(hasPostgres())("the views of a PostgreSQL", () => {
  const folder = mkdtempSync(join(tmpdir(), "campus-sql-"));
  const authority = makeAuthority(folder);
  let server: LabPostgres;
  let whole: SourceReading;
  const config = (database: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) =>
    sqlConfig({ ...postgresDatabase(server.url), ...database }, changes);
  const run = async (...statements: readonly string[]) => {
    const client = new pg.Client({ connectionString: server.url });
    client.on("error", () => {});
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const through = async <T>(onAnswer: OnAnswer, work: (port: number, proxy: TcpProxy) => Promise<T>): Promise<T> => {
    const proxy = await openTcpProxy(Number(new URL(server.url).port), onAnswer);
    return work(proxy.port, proxy).finally(() => proxy.close());
  };
  beforeAll(async () => {
    server = await startPostgres(findPostgres() ?? "", authority);
    await run(...sqlChunks(university), "CREATE ROLE curieux LOGIN", "GRANT SELECT ON V_MATRIX_STRUCTURE TO curieux");
    whole = await readSql(config());
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("give what the CSV files of the sample give, but for those whom no table can hold", () => {
    const expected = readingAsCsv(university);
    const known = expected.people.filter(({ id }) => id !== undefined);
    expect(whole.counts).toEqual({ people: known.length, structures: expected.structures.length });
    expect(sortPeople(whole.people)).toEqual(sortPeople(known));
    expect(sortStructures(whole.structures)).toEqual(sortStructures(expected.structures));
    expect(whole.problems.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it("are of one instant, whatever is written meanwhile", async () => {
    let written: Promise<void> | null = null;
    const change = (): Promise<void> =>
      run("UPDATE individu SET nom_usage = 'Autre'", "DELETE FROM individu_affectation", "DELETE FROM individu_fonction");
    const slowly: OnAnswer = (before) => {
      if (before > middle) written ??= change();
      return { bytes: 4096, everyMs: 5 };
    };
    const reading = await through(slowly, (port) => readSql(config({ port })));
    await written;
    expect(written).not.toBe(null);
    expect(reading).toEqual(whole);
    expect(await sqlFailure(config())).toMatchObject({ code: "source.empty", params: { branch: "V_MATRIX_AFFECTATION" } });
    await run(
      "DROP SCHEMA public CASCADE",
      "CREATE SCHEMA public",
      ...sqlChunks(university),
      "GRANT SELECT ON V_MATRIX_STRUCTURE TO curieux",
    );
    await run("GRANT USAGE ON SCHEMA public TO curieux");
  });

  it("are read over an encrypted connection, which is refused when it can't be verified", async () => {
    expect((await readSql(config({ tls: "verified", caFile: authority.caFile }))).counts).toEqual(whole.counts);
    expect(await sqlFailure(config({ tls: "verified" }))).toMatchObject({ code: "source.tls" });
    expect(await sqlFailure(config({ tls: "verified", caFile: authority.caFile, host: "localhost" }))).toMatchObject({
      code: "source.tls",
      params: { reason: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
    const plain = await startPostgres(findPostgres() ?? "");
    const port = Number(new URL(plain.url).port);
    expect(await sqlFailure(config({ tls: "verified", caFile: authority.caFile, port }))).toMatchObject({ code: "source.tls" });
    await plain.stop();
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
    ["source.refused", { user: "inconnu" }, {}, { result: "28000" }],
    ["source.refused", { database: "autre" }, {}, { result: "3D000" }],
    ["source.refused", { user: "curieux" }, {}, { result: "42501", dn: "V_MATRIX_STRUCTURE_PARENT" }],
    ["source.view-missing", {}, { views: { functions: { view: "si.v_autre" } } }, { view: "si.v_autre" }],
    ["source.query-refused", {}, { views: { functions: { sql: "SELEC 1" } } }, { view: "V_MATRIX_FONCTION", result: "42601" }],
    ["source.column-missing", {}, { views: { functions: { sql: "SELECT id FROM V_MATRIX_FONCTION;" } } }, { found: "id" }],
    ["source.empty", {}, { views: { people: { sql: "SELECT * FROM V_MATRIX_AGENT WHERE false" } } }, { branch: "V_MATRIX_AGENT" }],
    [
      "source.timeout",
      {},
      { statementSeconds: 0.5, views: { people: { sql: "SELECT a.* FROM V_MATRIX_AGENT a, pg_sleep(5)" } } },
      { result: "57014" },
    ],
    ["source.unreachable", { port: 9 }, {}, { reason: "ECONNREFUSED" }],
    ["source.unreachable", { host: "si.nowhere.invalid" }, {}, {}],
    [
      "source.query-refused",
      {},
      { views: { functions: { sql: "WITH x AS (DELETE FROM individu_fonction RETURNING *) SELECT * FROM x" } } },
      {},
    ],
  ])("%s: %j %j", async (code, database, changes, params) => {
    expect(await sqlFailure(config(database, changes))).toMatchObject({ code, params: { source: "octopus", ...params } });
  });

  it("of a database without an encoding are repaired, and it is said", async () => {
    await run("CREATE DATABASE ancien TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    const client = new pg.Client({ connectionString: server.url.replace(/postgres$/, "ancien"), client_encoding: "SQL_ASCII" });
    await client.connect();
    for (const chunk of sqlChunks(university)) await client.query(chunk.replaceAll("varchar(1024)", "text"));
    const { rows } = await client.query<{ id: string }>("UPDATE individu SET nom_usage = E'Lef\\xe8vre' RETURNING c_individu_chaine AS id");
    await client.end();
    const reading = await readSql(config({ database: "ancien" }));
    expect(new Set(reading.people.map(({ familyName }) => familyName))).toEqual(new Set(["Lefèvre"]));
    expect(reading.problems.filter(({ code }) => code === "encoding-repaired")).toMatchObject([
      { subject: "V_MATRIX_AGENT", params: { rows: reading.people.length } },
    ]);
    expect(rows.length).toBeLessThanOrEqual(reading.people.length);
  });

  it("can't be written to by a query of the site", async () => {
    await run("CREATE OR REPLACE FUNCTION vider() RETURNS int LANGUAGE sql AS 'DELETE FROM individu_fonction; SELECT 1'");
    const sql = "SELECT f.*, vider() AS n FROM V_MATRIX_FONCTION f WHERE vider() = 1";
    expect(await sqlFailure(config({}, { views: { functions: { sql } } }))).toMatchObject({
      code: "source.query-refused",
      params: { result: "25006" },
    });
    expect((await readSql(config())).counts).toEqual(whole.counts);
  });

  it("may be replaced by a file of SQL, which must be there", async () => {
    const sqlFile = join(folder, "agents.sql");
    writeFileSync(sqlFile, "-- actifs seulement\nSELECT * FROM V_MATRIX_AGENT WHERE statut = 'actif' ; \n");
    const reading = await readSql(config({}, { views: { people: { sqlFile } } }));
    expect(reading.people.map(({ state }) => state)).toEqual(whole.people.filter(({ state }) => state === "active").map(() => "active"));
    expect(await sqlFailure(config({}, { views: { people: { sqlFile: join(folder, "absent.sql") } } }))).toMatchObject({
      code: "source.file-missing",
    });
    expect(await sqlFailure(config({ passwordFile: join(folder, "absent") }))).toMatchObject({ code: "config.secret-missing" });
  });

  describe("over a bad network", () => {
    it("come whole after any delay, and by any pieces", async () => {
      for (const dribble of [
        { bytes: 100_000, everyMs: 30 },
        { bytes: 700, everyMs: 1 },
      ]) {
        expect(
          await through(
            () => dribble,
            (port) => readSql(config({ port })),
          ),
        ).toEqual(whole);
      }
    });

    it("source.timeout when the rows drip, or stop coming", async () => {
      for (const pass of [{ bytes: 1, everyMs: 20 }, false] as const) {
        const failure = await through(
          (before) => (before < middle ? true : pass),
          (port) => sqlFailure(config({ port }, { statementSeconds: 0.5 })),
        );
        expect(failure).toMatchObject({ code: "source.timeout", params: { seconds: 0.5 } });
      }
    });

    it("source.timeout when nobody greets", async () => {
      const failure = await through(
        () => false,
        (port) => sqlFailure(config({ port }, { connectSeconds: 0.5 })),
      );
      expect(failure).toMatchObject({ code: "source.timeout", params: { seconds: 0.5 } });
    });

    it.each([200, 3_000, middle, 2 * middle])(
      "an error when the connection is cut after %d bytes, and no connection is left",
      async (limit) => {
        const failure = await through(
          (before, chunk) => {
            if (before + chunk.length > limit) void openConnections.proxy?.close();
            return before + chunk.length <= limit;
          },
          (port, proxy) => {
            openConnections.proxy = proxy;
            return sqlFailure(config({ port }));
          },
        );
        expect(["source.partial", "source.unreachable"]).toContain(failure.code);
      },
    );

    it("two connections, both closed after a good read and after a bad one", async () => {
      await through(
        () => true,
        async (port, proxy) => {
          await readSql(config({ port }));
          expect(
            await eventually(
              () => proxy.open(),
              (open) => open === 0,
            ),
          ).toBe(0);
          expect(proxy.made()).toBe(2);
          await sqlFailure(config({ port }, { views: { people: { view: "nowhere" } } }));
          expect(
            await eventually(
              () => proxy.open(),
              (open) => open === 0,
            ),
          ).toBe(0);
        },
      );
    });

    it("source.partial when the server is killed in the middle, and all is well once it is back", async () => {
      let killed: Promise<void> | null = null;
      const failure = await through(
        (before) => {
          if (before > middle) killed ??= server.kill();
          return { bytes: 2048, everyMs: 5 };
        },
        (port) => sqlFailure(config({ port })),
      );
      expect(failure).toMatchObject({ code: "source.partial" });
      await killed;
      await server.start();
      expect((await readSql(config())).counts).toEqual(whole.counts);
    });
  });

  const openConnections: { proxy?: TcpProxy } = {};
});
