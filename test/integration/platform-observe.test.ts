/** What campus's reading roles get from a real Synapse's database: all they need by functions, no message by any way. */
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareReadFunctions } from "#hosting/postgres-service.ts";
import { findProgram } from "#hosting/programs.ts";
import { readFunctions } from "#platform/postgres/read-functions.ts";
import { asker, makeObservedWorld, secrets, type World } from "../lab/observed-world.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { connectAs } from "../lab/postgres-client.ts";
import { injections } from "../lab/read-attempts.ts";
import { callableFunctions, expectRefusals, lookFor, plantSecrets, readEverything } from "../lab/reader-trials.ts";

const bin = findProgram("postgres") ?? "";
/** Other versions of Synapse have other tables. */
const version = process.env.CAMPUS_SYNAPSE_VERSION ?? "1.163.2";
const readers = ["campus_observer", "campus_figures"] as const;

describe.skipIf(!hasPlatform())(`reading Synapse ${version}'s database`, () => {
  let lab: LabPlatform;
  let world: World;
  const clients = new Map<string, pg.Client>();
  const as = async (user: string): Promise<pg.Client> => {
    const client = clients.get(user) ?? (await connectAs(lab.site, user, "synapse"));
    clients.set(user, client);
    return client;
  };
  const rows = async (client: pg.Client, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await client.query(text, values)).rows;

  beforeAll(async () => {
    const synapse = { version, workers: [] };
    lab = await startLab({ description: { synapse, reverseProxy: "off", monitoring: "off" } });
    world = await makeObservedWorld(lab);
  });
  afterAll(async () => {
    for (const client of clients.values()) await client.end();
    await lab?.stop();
  });

  it("observe-role-cannot-read-any-message", async () => {
    const all = await plantSecrets(await as("postgres"), world.alice);
    // Messages are really there to be read: otherwise this would prove nothing.
    for (const name of ["message", "edited", "encrypted", "custom", "redacted", "redactedTopic", "reason"] as const)
      expect(all).toContain(secrets[name]);
    const look = lookFor([...Object.values(secrets), "SECRET-hash", "SECRET-token", "SECRET-large", lab.asToken]);
    for (const reader of readers) {
      const client = await as(reader);
      client.on("notice", (notice) => look(notice, "a notice"));
      await expectRefusals(client, look);
      const { relations, refused } = await readEverything(client, look);
      expect(relations).toBeGreaterThan(100);
      expect(refused, `relations of Synapse refused to ${reader}`).toBe(relations);
      const granted = readFunctions.filter(({ role }) => role === reader).map(({ name }) => name);
      expect(await callableFunctions(client)).toEqual([...granted].sort());
      for (const name of granted) look(await rows(client, `SELECT * FROM campus_observe.${name}()`), `${reader}: ${name}()`);
    }
    const observer = await as("campus_observer");
    for (const name of ["state", "memberships"])
      for (const text of injections) expect(await rows(observer, `SELECT * FROM campus_observe.${name}($1)`, [[text]])).toEqual([]);
  });

  it("gives the observer every account with its state, external id and mail, without anything secret of it", async () => {
    const client = await as("campus_observer");
    const accounts = await rows(client, "SELECT * FROM campus_observe.accounts()");
    const flags = accounts.map((one) => [one.user_id, one.display_name, one.is_admin, one.is_locked, one.is_deactivated, one.is_erased]);
    const { alice, bob, carol, dave } = world;
    expect(flags).toEqual(
      expect.arrayContaining([
        [alice, "Person 0", false, false, false, false],
        [bob, "Person 1", false, true, false, false],
        [carol, null, false, false, true, true],
        [dave, "Person 3", false, false, false, false],
      ]),
    );
    expect(accounts.filter(({ is_admin }) => is_admin).map(({ user_id }) => user_id)).toEqual([`@${lab.connector}:${lab.serverName}`]);
    expect(Object.keys(accounts[0] ?? {})).not.toContain("password_hash");
    const ids = await rows(client, "SELECT * FROM campus_observe.external_ids() ORDER BY 1");
    expect(ids).toContainEqual({ user_id: alice, auth_provider: "cas", external_id: "login0" });
    const mails = await rows(client, "SELECT * FROM campus_observe.mails() ORDER BY 1");
    expect(mails).toContainEqual({ user_id: dave, address: "person3@univ-demo.example" });
  });

  it("gives the observer rooms, aliases and exactly the state that the API gives", async () => {
    const client = await as("campus_observer");
    const ask = asker(lab);
    const found = await rows(client, "SELECT type, state_key, content, sender, is_redacted FROM campus_observe.state($1)", [[world.room]]);
    const answer = (await ask(`GET /_synapse/admin/v1/rooms/${encodeURIComponent(world.room)}/state`)) as unknown as {
      state: readonly { type: string; state_key: string; content: object; sender: string }[];
    };
    const listed = answer.state.filter(({ type }) => type.startsWith("m.room.") && type !== "m.room.member");
    const key = ({ type, state_key }: { type?: unknown; state_key?: unknown }): string => `${type} ${state_key}`;
    const expected = listed.map(({ type, state_key, content, sender }) => ({ type, state_key, content, sender, is_redacted: false }));
    const order = (a: object, b: object): number => key(a).localeCompare(key(b));
    expect([...found].sort(order)).toEqual(expected.sort(order));
    expect(found.length).toBeGreaterThanOrEqual(7);
    const children = await rows(client, "SELECT state_key, content FROM campus_observe.state($1) WHERE type = 'm.space.child'", [
      [world.space],
    ]);
    expect(children).toEqual([{ state_key: world.room, content: { via: ["univ-demo.example"], order: "a" } }]);
    expect(await rows(client, "SELECT alias, room_id FROM campus_observe.aliases()")).toEqual([
      { alias: "#str-hs_r55-general:univ-demo.example", room_id: world.room },
    ]);
    const rooms = await rows(client, "SELECT room_id, room_version, creator, is_listed FROM campus_observe.rooms() ORDER BY room_id");
    expect(rooms).toContainEqual({ room_id: world.room, room_version: "11", creator: world.alice, is_listed: false });
    expect(rooms).toHaveLength(3);
  });

  it("shows of redacted state what the room still obeys, and of unreadable state nothing, without losing the rest", async () => {
    const client = await as("campus_observer");
    const found = await rows(client, "SELECT type, content, is_redacted FROM campus_observe.state($1)", [[world.direct]]);
    const of = (type: string): unknown => found.find((one) => one.type === type);
    expect(of("m.room.topic")).toEqual({ type: "m.room.topic", content: {}, is_redacted: true });
    const users = { [world.alice]: 100, [world.bob]: 100 };
    const levels = of("m.room.power_levels");
    expect(levels).toMatchObject({ content: { users, users_default: 0, events: { "m.room.name": 50 } }, is_redacted: true });
    expect(JSON.stringify(levels)).not.toContain(secrets.custom);
    expect(of("m.room.name")).toEqual({ type: "m.room.name", content: null, is_redacted: false });
    expect(of("m.room.create")).toMatchObject({ is_redacted: false, content: { room_version: "11" } });
  });

  it("gives the observer memberships with who decided them", async () => {
    const client = await as("campus_observer");
    const found = await rows(client, "SELECT user_id, membership, sender FROM campus_observe.memberships($1) ORDER BY 1", [[world.room]]);
    const { alice, bob, carol, dave } = world;
    expect(found).toEqual([
      { user_id: alice, membership: "join", sender: alice },
      { user_id: bob, membership: "join", sender: bob },
      { user_id: carol, membership: "leave", sender: alice },
      { user_id: dave, membership: "ban", sender: alice },
    ]);
    expect((await rows(client, "SELECT DISTINCT room_id FROM campus_observe.memberships()")).length).toBe(3);
  });

  it("gives the other role numbers only", async () => {
    const client = await as("campus_figures");
    const figures = new Map(
      (await rows(client, "SELECT name, value FROM campus_observe.figures()")).map(({ name, value }) => [name, Number(value)]),
    );
    expect(figures.get("accounts_locked")).toBe(1);
    expect(figures.get("rooms_encrypted")).toBe(0);
    expect(figures.get("database_bytes")).toBeGreaterThan(1_000_000);
    for (const [name, value] of figures) expect(Number.isInteger(value), String(name)).toBe(true);
    const days = await rows(client, "SELECT messages FROM campus_observe.messages_by_day(2)");
    expect(days.reduce((sum, { messages }) => sum + Number(messages), 0)).toBe(5);
  });

  it("stays the same when applied again, and stands in the way of no upgrade of Synapse", async () => {
    const observer = await as("campus_observer");
    const before = await rows(observer, "SELECT * FROM campus_observe.state()");
    expect(before.length).toBeGreaterThan(15);
    const synapse = await as("synapse");
    await synapse.query("BEGIN");
    for (const change of [
      "ALTER TABLE users DROP COLUMN suspended",
      "ALTER TABLE events ALTER COLUMN sender TYPE varchar",
      "ALTER TABLE room_aliases RENAME TO room_aliases_old",
      "DROP TABLE event_json",
    ])
      await synapse.query(change);
    await synapse.query("ROLLBACK");
    const administrator = await as("postgres");
    await administrator.query("GRANT SELECT ON event_json TO PUBLIC; GRANT SELECT (token) ON access_tokens TO campus_observer");
    expect(await prepareReadFunctions(lab.site, bin)).toBe("done");
    expect(await rows(observer, "SELECT * FROM campus_observe.state()")).toEqual(before);
    await expect(observer.query("SELECT json FROM public.event_json")).rejects.toMatchObject({ code: "42501" });
    await administrator.query("GRANT pg_read_all_data TO campus_observer");
    await expect(prepareReadFunctions(lab.site, bin)).rejects.toMatchObject({ code: "platform.start-failed" });
    await administrator.query("REVOKE pg_read_all_data FROM campus_observer");
    expect(await prepareReadFunctions(lab.site, bin)).toBe("done");
  });
});
