/** What PostgreSQL is given, per target and profile; that the server accepts it is shown by the integration tests. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readFunctionsVersion } from "#core/observed.ts";
import { connectionBudget } from "#platform/postgres/budget.ts";
import { observedStateTypes, readColumns, readFunctions } from "#platform/postgres/read-functions.ts";
import { renderPostgres } from "#platform/postgres/render-postgres.ts";
import { pgpass, postgresSecretNames } from "#platform/postgres/roles.ts";
import { standaloneObserveSql } from "#platform/postgres/standalone-observe.ts";
import { twelveWorkers } from "#platform/worker-table.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

const lab = { profile: "lab" } as const;
const production = { ...fourHosts, profile: "production", signIn: { kind: "cas", url: "https://cas.univ-demo.example/cas" } } as const;

function textOf(written: object, file: string): string {
  const found = renderPostgres(sampleSite(written), sampleSecrets).find(({ path }) => path.endsWith(`/${file}`));
  if (found === undefined) throw new Error(`no ${file}`);
  return found.text;
}

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

describe("PostgreSQL's files", () => {
  it("are none for a platform on a file", () => {
    expect(renderPostgres(sampleSite({}), sampleSecrets)).toEqual([]);
  });

  it("are five, none of which everybody may write or holds a password", () => {
    const files = renderPostgres(sampleSite(lab), sampleSecrets);
    expect(files.map(({ path }) => path.split("/").at(-1))).toEqual([
      "postgresql.conf",
      "pg_hba.conf",
      "roles.sql",
      "databases.sql",
      "observe.sql",
    ]);
    for (const { mode, component } of files) expect([mode & 0o027, component]).toEqual([0, "postgres"]);
  });

  it("let in by loopback and passwords on one machine", () => {
    expect(lines(textOf(lab, "pg_hba.conf"))).toEqual([
      "host all postgres 127.0.0.1/32 scram-sha-256",
      "host synapse synapse 127.0.0.1/32 scram-sha-256",
      "host campus campus 127.0.0.1/32 scram-sha-256",
      "host synapse campus_observer 127.0.0.1/32 scram-sha-256",
      "host synapse campus_figures 127.0.0.1/32 scram-sha-256",
    ]);
  });

  it("let in the two machines that need it, by TLS and passwords, and the administrator by the machine's socket alone", () => {
    expect(lines(textOf(production, "pg_hba.conf"))).toEqual([
      "local all postgres peer",
      "hostssl synapse synapse 10.20.0.11/32 scram-sha-256",
      "hostssl campus campus 10.20.0.14/32 scram-sha-256",
      "hostssl synapse campus_observer 10.20.0.14/32 scram-sha-256",
      "hostssl synapse campus_figures 10.20.0.14/32 scram-sha-256",
    ]);
    const campus = { name: "campus1", address: "2001:db8::14" };
    const six = { ...production, hosts: { ...fourHosts.hosts, campus } };
    expect(textOf(six, "pg_hba.conf")).toContain("hostssl campus campus 2001:db8::14/128 scram-sha-256");
  });

  it("never trust anybody, and never log what people wrote", () => {
    for (const written of [lab, production, { profile: "production" }]) {
      expect(lines(textOf(written, "pg_hba.conf")).join("\n")).not.toMatch(/\b(trust|password|md5|ident|0\.0\.0\.0)\b/);
      const settings = lines(textOf(written, "postgresql.conf"));
      expect(settings).toContain("log_statement = 'none'");
      expect(settings).toContain("log_min_error_statement = 'panic'");
      expect(settings).toContain("log_error_verbosity = 'terse'");
      expect(settings).toContain("log_parameter_max_length_on_error = 0");
    }
  });

  it("keep what was confirmed in production, and are quick elsewhere", () => {
    const settings = lines(textOf(production, "postgresql.conf"));
    for (const name of [
      "fsync = on",
      "full_page_writes = on",
      "synchronous_commit = 'on'",
      "ssl = on",
      "ssl_min_protocol_version = 'TLSv1.2'",
    ])
      expect(settings).toContain(name);
    expect(settings).toContain("listen_addresses = '10.20.0.13'");
    expect(settings).toContain("hba_file = '/state/postgres/conf/pg_hba.conf'");
    const quick = lines(textOf(lab, "postgresql.conf"));
    for (const name of ["fsync = off", "full_page_writes = off", "unix_socket_directories = ''"]) expect(quick).toContain(name);
    expect(quick.join("\n")).not.toContain("ssl");
  });

  it("name each password's file once, and no other secret", () => {
    const text = textOf(production, "roles.sql");
    for (const name of postgresSecretNames(sampleSite(production)))
      expect(text.split(`cat '/state/postgres/secrets/${name}'`), name).toHaveLength(2);
    expect(postgresSecretNames(sampleSite(production))).not.toContain("postgres-superuser");
    expect(postgresSecretNames(sampleSite(lab))).toContain("postgres-superuser");
  });
});

describe("the budget of connections", () => {
  it("counts a pool per process, and is what each role is limited to", () => {
    const { description } = sampleSite(lab);
    const budget = connectionBudget(description);
    expect(budget).toEqual({
      used: 13 * 5 + 4 + 10 + 4 + 2,
      limit: 197,
      parts: [
        { role: "synapse", connections: (1 + twelveWorkers.length) * 5 + 4 },
        { role: "campus", connections: 10 },
        { role: "campus_observer", connections: 4 },
        { role: "campus_figures", connections: 2 },
      ],
    });
    for (const { role, connections } of budget?.parts ?? [])
      expect(textOf(lab, "roles.sql")).toMatch(new RegExp(`ALTER ROLE ${role} LOGIN .* CONNECTION LIMIT ${connections} `));
  });

  it("can be overdrawn by the description, and there is none without PostgreSQL", () => {
    const written = { ...lab, synapse: { connectionsPerProcess: 20 }, database: { kind: "postgres", maxConnections: 100 } };
    const budget = connectionBudget(sampleSite(written).description);
    expect(budget).toMatchObject({ used: 280, limit: 97 });
    expect(connectionBudget(sampleSite({}).description)).toBeNull();
  });
});

describe("the read functions", () => {
  it("read the columns they are given, and neither passwords nor tokens", () => {
    expect(Object.keys(readColumns)).not.toContain("access_tokens");
    expect(readColumns.users).not.toContain("password_hash");
    for (const { name, body } of readFunctions)
      for (const [, table = ""] of body.matchAll(/public\.(\w+)/g))
        expect(Object.keys(readColumns), `${name} reads ${table}`).toContain(table);
  });

  it("are fixed to one search path, closed to everybody, open to one role", () => {
    const text = textOf(lab, "observe.sql");
    const made = text.match(/^CREATE FUNCTION/gm)?.length ?? 0;
    expect(made).toBe(readFunctions.length + 2);
    expect(text.match(/SET search_path = pg_catalog, pg_temp AS/g)).toHaveLength(made);
    expect(text.match(/SECURITY DEFINER/g)).toHaveLength(readFunctions.length);
    for (const { name, types, role } of readFunctions) {
      expect(text).toContain(`REVOKE ALL ON FUNCTION campus_observe.${name}(${types}) FROM PUBLIC;`);
      expect(text.match(new RegExp(`GRANT EXECUTE ON FUNCTION campus_observe\\.${name}\\(.*`, "g"))).toEqual([
        `GRANT EXECUTE ON FUNCTION campus_observe.${name}(${types}) TO ${role};`,
      ]);
    }
  });

  it("change with their version: a new digest needs a new number in src/core/observed.ts", () => {
    const given = readFunctions.map(({ name, types, returns, body }) => [name, types, returns, body]);
    const digest = createHash("sha256").update(JSON.stringify(given)).digest("hex").slice(0, 16);
    expect([readFunctionsVersion, digest]).toEqual([3, "fb301a116c882c2e"]);
  });

  it("make their roles and are the same in a database of any name, for a Synapse that campus doesn't host", () => {
    const text = standaloneObserveSql("matrix-db");
    expect(text).toContain('\\connect "matrix-db"');
    expect(text).toContain('GRANT CONNECT ON DATABASE "matrix-db" TO campus_observer, campus_figures, campus_reader;');
    expect(text).not.toMatch(/PASSWORD '/);
    const rest = (script: string): string => script.slice(script.indexOf("BEGIN;"));
    expect(rest(text)).toBe(rest(textOf(lab, "observe.sql")));
  });

  it("know no type that people write in", () => {
    expect(observedStateTypes).toHaveLength(14);
    for (const type of observedStateTypes) expect(type).not.toMatch(/message|encrypted|member|reaction|sticker|poll|pinned|call|widget/);
  });
});

it("a file of passwords escapes what libpq would split at", () => {
  const entry = { host: "::1", port: 5432, database: "synapse", user: "synapse", password: "a:b\\c" };
  expect(pgpass([entry])).toBe("\\:\\:1:5432:synapse:synapse:a\\:b\\\\c\n");
});
