/** News that wait to be sent: the key makes each one single per channel, sent ones stay so that they are never told again. */
import { sql } from "kysely";
import type { News } from "#core/news.ts";
import type { Channel, Outbox, Posted } from "#engine/notify-ports.ts";
import { cleanJson, inStatements } from "./bulk.ts";
import { parseId } from "./ids.ts";
import type { Tx } from "./tables.ts";

/** Days after which what was sent or given up is forgotten; longer than any departure is announced before. */
const keptDays = 400;

type Posts = Parameters<Outbox["postNews"]>[1];

export async function postNews(tx: Tx, server: string, posts: Posts, at: string): Promise<void> {
  const rows = posts.map(({ channel, news }) => ({ key: news.key, channel, body: cleanJson(news) }));
  const single = [...new Map(rows.map((row) => [`${row.channel} ${row.key}`, row])).values()];
  for await (const json of inStatements(single)) {
    await sql`insert into outbox (server, key, channel, body, made_at, next_at)
      select ${server}::text, r.*, ${at}::text, ${at}::text from json_to_recordset(${json}::text::json) as r(key text, channel text, body text)
      on conflict (server, key, channel) do nothing`.execute(tx);
  }
  await sql`delete from outbox where server = ${server} and made_at::timestamptz < ${at}::timestamptz - ${sql.lit(keptDays)} * interval '1 day'`.execute(
    tx,
  );
}

interface Row {
  readonly id: number;
  readonly channel: Channel;
  readonly body: string;
  readonly made_at: string;
  readonly tries: number;
}

export async function waitingNews(tx: Tx, server: string, now: string, limit: number): Promise<Posted[]> {
  const { rows } = await sql<Row>`select id, channel, body, made_at, tries from outbox
    where server = ${server} and sent_at is null and next_at <> '' and next_at::timestamptz <= ${now}::timestamptz order by id limit ${limit}`.execute(
    tx,
  );
  return rows.map(({ id, channel, body, made_at, tries }) => ({
    id: String(id),
    channel,
    news: JSON.parse(body) as News,
    madeAt: made_at,
    tries,
  }));
}

export async function claimNews(tx: Tx, id: string, now: string, until: string): Promise<boolean> {
  const { rows } = await sql`update outbox set next_at = ${until} where id = ${parseId(id)}
    and sent_at is null and next_at <> '' and next_at::timestamptz <= ${now}::timestamptz returning id`.execute(tx);
  return rows.length > 0;
}

export async function newsSent(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update outbox set sent_at = ${at}, failure = null where id = ${parseId(id)}`.execute(tx);
}

/** An empty `next_at` is never due. */
export async function newsFailed(tx: Tx, id: string, failure: string, nextAt: string | null): Promise<void> {
  await sql`update outbox set tries = tries + 1, failure = ${failure}, next_at = ${nextAt ?? ""} where id = ${parseId(id)}`.execute(tx);
}
