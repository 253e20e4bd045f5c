/** The outbox of the store in memory. */
import type { News } from "#core/news.ts";
import type { Outbox, Posted } from "#engine/notify-ports.ts";

interface Row extends Omit<Posted, "tries"> {
  readonly server: string;
  tries: number;
  nextAt: string | null;
  sentAt: string | null;
}

export function openMemoryOutbox(): Outbox {
  const rows: Row[] = [];
  const change = (id: string, fields: (row: Row) => Partial<Row>) => {
    const row = rows.find((one) => one.id === id);
    if (row) Object.assign(row, fields(row));
  };
  return {
    postNews: async (server, posts, at) => {
      for (const { channel, news } of posts) {
        if (rows.some((row) => row.server === server && row.channel === channel && row.news.key === news.key)) continue;
        const kept = JSON.parse(JSON.stringify(news)) as News;
        rows.push({ id: String(rows.length + 1), server, channel, news: kept, madeAt: at, tries: 0, nextAt: at, sentAt: null });
      }
    },
    waitingNews: async (server, now, limit) =>
      rows
        .filter((row) => row.server === server && row.sentAt === null && row.nextAt !== null && Date.parse(row.nextAt) <= Date.parse(now))
        .slice(0, limit)
        .map(({ id, channel, news, madeAt, tries }) => ({ id, channel, news, madeAt, tries })),
    claimNews: async (id, now, until) => {
      const row = rows.find((one) => one.id === id);
      if (!row || row.sentAt !== null || row.nextAt === null || Date.parse(row.nextAt) > Date.parse(now)) return false;
      row.nextAt = until;
      return true;
    },
    newsSent: async (id, at) => change(id, () => ({ sentAt: at })),
    newsFailed: async (id, _failure, nextAt) => change(id, ({ tries }) => ({ tries: tries + 1, nextAt })),
  };
}
