/**
 * Puts a settled university into Synapse's own tables, as the administrator of its PostgreSQL: first provisioning of 8,886 people takes
 * twenty minutes. For benchmarks only; campus itself never writes there.
 */
import { readFileSync } from "node:fs";
import type { UserId } from "#core/ids.ts";
import { administrator, passwordFile } from "#platform/postgres/roles.ts";
import type { LabPlatform } from "../../test/lab/platform-lab.ts";
import { connectAs } from "../../test/lab/postgres-client.ts";
import { openCopies } from "./copy.ts";
import { type Filling, putRoom } from "./rooms.ts";
import type { Settled } from "./settled.ts";
import { putAccount } from "./tables.ts";

const accountsAtOnce = 1_000;

/** Synapse is restarted at the end: it keeps what it read, and the numbers it gave. */
export async function fillSynapse(lab: LabPlatform, { accounts, rooms }: Settled): Promise<void> {
  const { site, serverName } = lab;
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  const { address, port } = site.database.listener;
  const password = readFileSync(passwordFile(site, administrator), "utf8").trim();
  const copies = openCopies(`postgres://${administrator.name}@${address}:${port}/${site.database.synapse}`, password);
  const names = new Map(accounts.map(({ userId, displayName }) => [userId, displayName]));
  const agentSmith = `@${lab.agentSmith}:${serverName}` as UserId;
  const filling: Filling = { serverName, agentSmith, names, last: await lastNumbers(lab) };
  for (const [index, account] of accounts.entries()) {
    putAccount(copies.put, account);
    if (index % accountsAtOnce === 0) await copies.flush();
  }
  for (const room of rooms) {
    putRoom(copies.put, room, filling);
    await copies.flush();
  }
  await copies.flush(true);
  const { event, stateGroup } = filling.last;
  await copies.run(`SELECT setval('events_stream_seq', ${event}), setval('state_group_id_seq', ${stateGroup})`);
  await copies.run(`UPDATE stream_positions SET stream_id = ${event} WHERE stream_name = 'events'`);
  await copies.run("ANALYZE");
  await copies.end();
  await lab.suspend();
  await lab.resume();
}

async function lastNumbers(lab: LabPlatform): Promise<Filling["last"]> {
  const client = await connectAs(lab.site, administrator.name, "synapse");
  try {
    const text = `SELECT (SELECT coalesce(max(stream_ordering), 1) FROM events)::int AS event, (SELECT last_value FROM state_group_id_seq)::int AS "stateGroup"`;
    const { rows } = await client.query<{ event: number; stateGroup: number }>(text);
    return rows[0] ?? { event: 1, stateGroup: 1 };
  } finally {
    await client.end();
  }
}
