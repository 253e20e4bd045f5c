/** PostgreSQL as rendered for a machine of its own: TLS, who may come from which machine, the administrator by the socket alone. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProgram } from "#hosting/programs.ts";
import { databaseRoles, passwordFile, postgresPaths } from "#platform/postgres/roles.ts";
import { type DatabaseMachine, machines, startDatabaseMachine, visit } from "../lab/database-machine.ts";
import { hasPostgres } from "../lab/postgres-client.ts";

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn("skipped: only root can be the system's user postgres, PostgreSQL's administrator on a machine of its own");

describe.skipIf(!hasPostgres() || !isRoot)("PostgreSQL on a machine of its own", () => {
  let machine: DatabaseMachine;
  beforeAll(async () => {
    machine = await startDatabaseMachine(findProgram("postgres") ?? "");
    const { roles, databases } = postgresPaths(machine.site);
    // As an installation that is run twice.
    for (const script of [roles, databases, roles, databases]) machine.runScript(script);
  });
  afterAll(async () => machine?.stop());
  const home = { synapse: machines.matrix, campus: machines.campus, campus_observer: machines.campus, campus_figures: machines.campus };

  it("lets each role in from its own machine, by TLS", async () => {
    for (const { name, database } of databaseRoles) {
      const client = await visit(machine.site, { from: home[name], user: name, database, authority: machine.authority });
      const { rows } = await client.query("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      expect(rows).toEqual([{ ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/) }]);
      await client.end();
    }
  });

  it("refuses them in clear, from another machine, with another password, and the administrator from anywhere", async () => {
    const { authority, site } = machine;
    for (const { name, database } of databaseRoles) {
      const other = home[name] === machines.matrix ? machines.campus : machines.matrix;
      const refused = { code: "28000" };
      await expect(visit(site, { from: home[name], user: name, database }), `${name} in clear`).rejects.toMatchObject(refused);
      for (const from of [other, machines.element, machines.database])
        await expect(visit(site, { from, user: name, database, authority }), `${name} from ${from}`).rejects.toMatchObject(refused);
      const guess = visit(site, { from: home[name], user: name, database, authority, password: "guess" });
      await expect(guess).rejects.toMatchObject({ code: "28P01" });
    }
    for (const from of Object.values(machines))
      await expect(visit(site, { from, user: "postgres", database: "postgres", authority })).rejects.toMatchObject({ code: "28000" });
  });

  it("is what its certificate says", async () => {
    const options = { from: machines.matrix, user: "synapse", database: "synapse" };
    const client = await visit(machine.site, { ...options, authority: machine.authority });
    const { rows } = await client.query(
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')",
    );
    expect(rows.map(({ setting }) => setting)).toEqual(["on", "on", "on"]);
    await client.end();
    await expect(visit(machine.site, { ...options, authority: machine.stranger })).rejects.toThrow(/certificate/);
  });

  it("changes nothing when a password is missing, and says which", () => {
    const file = passwordFile(machine.site, { secret: "postgres-campus" });
    rmSync(file);
    expect(() => machine.runScript(postgresPaths(machine.site).roles)).toThrow(`campus: no password in ${file}`);
  });
});
