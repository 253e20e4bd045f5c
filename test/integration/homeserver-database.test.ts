/** A real Synapse with workers, read in its database: the whole contract, each write seen by the next look. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { roomKey, type UserId } from "#core/ids.ts";
import { readFunctionsVersion } from "#core/observed.ts";
import { prepareReadFunctions } from "#hosting/postgres-service.ts";
import { findProgram } from "#hosting/programs.ts";
import { runScripts } from "#hosting/psql.ts";
import { standaloneObserveSql } from "#platform/postgres/standalone-observe.ts";
import { homeserverContract } from "../contracts/homeserver.ts";
import { type Bench, joinBy, look, names, people, writeMembers } from "../contracts/homeserver-world.ts";
import { untilIndexed } from "../lab/indexed.ts";
import { hasPlatform, type LabPlatform, observeOf, startLab } from "../lab/platform-lab.ts";
import { connectAs } from "../lab/postgres-client.ts";

describe.skipIf(!hasPlatform())("by Synapse's database", () => {
  let lab: LabPlatform;
  // After the suites below, which share it.
  afterAll(() => lab?.stop());

  const bench = (): Bench => ({ ...lab, baseUrl: lab.internalUrl, observe: observeOf(lab) });

  homeserverContract("main and twelve workers, database", async () => {
    lab = await startLab();
    await untilIndexed(bench());
    return {
      ...bench(),
      rawUrl: lab.mainUrl,
      rawHeaders: { "x-forwarded-for": lab.site.appServiceAddress },
      close: async () => {},
    };
  });

  it("shows each of many writes made side by side as soon as it is answered", async () => {
    const server = openHomeserver(bench());
    const own = names(lab.serverName);
    const stale: string[] = [];
    const lane = async (lane: number): Promise<void> => {
      const room = await server.rooms.create(own.spec(`lane${lane}`, { joinRule: "public" }), null);
      const see = async (what: string, isSeen: () => Promise<boolean>): Promise<void> => {
        if (!(await isSeen())) stale.push(`${what} in lane ${lane}`);
      };
      for (const step of ["a", "b", "c", "d"]) {
        const [user] = (await people(server, own, [`u${lane}${step}`])) as [UserId];
        await see("account", async () => (await server.reader.accounts()).has(user));
        await writeMembers(server, room, [joinBy("public", user)]);
        await see("join", async () => (await look(server, room)).members.has(user));
        await server.rooms.setLevels(room, new Map([[user, 50]]));
        await see("level", async () => (await look(server, room)).levels.get(user) === 50);
        await server.rooms.rename(room, `Salon ${step}`);
        await see("name", async () => (await look(server, room)).name === `Salon ${step}`);
        await server.accounts.lock(user);
        await see("lock", async () => (await server.reader.accounts()).get(user)?.locked === true);
      }
    };
    await Promise.all([0, 1, 2].map(lane));
    expect(stale).toEqual([]);
    await server.close();
  });

  describe("when it can't be read as it should", () => {
    const administrator = async (...statements: string[]): Promise<void> => {
      const client = await connectAs(lab.site, "postgres", "synapse");
      for (const statement of statements) await client.query(statement);
      await client.end();
    };
    const repair = () => prepareReadFunctions(lab.site, findProgram("postgres") ?? "");
    const looking = async (observe: Partial<ObserveOptions> = {}): Promise<unknown> => {
      const server = openHomeserver({ ...bench(), observe: { ...observeOf(lab), ...observe } });
      const found = await server.reader.accounts().catch((error: unknown) => error);
      await server.close();
      return found;
    };

    it.each<[string, string, object]>([
      [
        "functions of another version",
        "CREATE OR REPLACE FUNCTION campus_observe.version() RETURNS TABLE (version integer, is_copy boolean) LANGUAGE sql AS 'SELECT 1, false'",
        { code: "observe.version", params: { found: "1" } },
      ],
      ["functions from before they had a version", "DROP FUNCTION campus_observe.version()", { code: "observe.functions" }],
      ["no functions", "DROP SCHEMA campus_observe CASCADE", { code: "observe.functions" }],
      [
        "tables that an upgrade of Synapse changed",
        "ALTER TABLE user_external_ids RENAME COLUMN external_id TO foreign_id",
        { code: "observe.functions" },
      ],
      ["a role without rights", "REVOKE USAGE ON SCHEMA campus_observe FROM campus_observer", { code: "observe.refused" }],
      [
        "a copy",
        `CREATE OR REPLACE FUNCTION campus_observe.version() RETURNS TABLE (version integer, is_copy boolean) LANGUAGE sql AS 'SELECT ${readFunctionsVersion}, true'`,
        { code: "observe.copy" },
      ],
    ])("%s: an error, nothing read", async (_what, breakIt, error) => {
      await administrator(breakIt);
      expect(await looking()).toMatchObject(error);
      await administrator("ALTER TABLE IF EXISTS user_external_ids RENAME COLUMN foreign_id TO external_id").catch(() => {});
      await repair();
      expect(await looking()).toBeInstanceOf(Map);
    });

    it("made for a Synapse that campus doesn't host, the functions are the same", async () => {
      await administrator("DROP SCHEMA campus_observe CASCADE");
      const script = join(lab.stateFolder, "standalone.sql");
      writeFileSync(script, standaloneObserveSql("synapse"));
      await runScripts(lab.site, findProgram("postgres") ?? "", [script]);
      expect(await looking()).toBeInstanceOf(Map);
    });

    it("a wrong password, another database, an address where nothing answers: told apart", async () => {
      expect(await looking({ password: () => "wrong" })).toMatchObject({ code: "observe.refused" });
      const { url } = observeOf(lab);
      expect(await looking({ url: url.replace("/synapse", "/campus") })).toMatchObject({ code: "observe.refused" });
      expect(await looking({ url: url.replace(/:\d+/, ":9"), backoffMs: 1 })).toMatchObject({ code: "observe.unreachable" });
      const other = openHomeserver({ ...bench(), serverName: "other.example" });
      await expect(other.reader.accounts()).rejects.toMatchObject({ code: "observe.other-server" });
      await other.close();
    });

    it("by the API instead where the configuration says so, and the plan is told", async () => {
      const server = openHomeserver({ ...bench(), observe: { ...observeOf(lab), password: () => "wrong", fallback: "api" } });
      const seen = await server.reader.accounts();
      expect(seen.size).toBeGreaterThan(2);
      expect([...seen.values()].every(({ details }) => details === undefined)).toBe(true);
      expect(server.reader.problems()).toMatchObject([{ code: "observed-by-api", params: { code: "observe.refused" } }]);
      await server.close();
    });

    it("a room whose state holds what PostgreSQL can't is read by the API", async () => {
      const server = openHomeserver(bench());
      const own = names(lab.serverName);
      const rooms = [await server.rooms.create(own.spec("odd"), null), await server.rooms.create(own.spec("even"), null)] as const;
      await server.rooms.rename(rooms[0], "half\u0000name");
      const before = server.reader.requests();
      const found = await server.reader.rooms(
        rooms.map((roomId, index) => ({ key: roomKey(`structure:x${index}`), roomId })),
        () => [],
      );
      expect([...found.values()].map(({ name }) => name)).toEqual(["half\u0000name", "Salon even"]);
      expect(server.reader.requests() - before).toBe(2);
      await server.close();
    });

    it("a database that restarts meanwhile is waited for", async () => {
      const server = openHomeserver({ ...bench(), observe: { ...observeOf(lab), backoffMs: 500 } });
      // Killed, its sessions would keep its memory for a moment, and it could not start again.
      await lab.suspend("gently", "postgres");
      const reading = server.reader.accounts();
      await lab.resume("postgres");
      expect((await reading).size).toBeGreaterThan(2);
      await server.close();
    });
  });
});
