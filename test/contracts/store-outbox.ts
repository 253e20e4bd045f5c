/** The outbox's part of the store contract: each news once per channel, what failed comes back later, what was given up doesn't. */
import { expect, it } from "vitest";
import type { News } from "#core/news.ts";
import { type Fresh, instant } from "./store-world.ts";

const at = (minutes: number): string => new Date(Date.parse(instant) + minutes * 60_000).toISOString();
const news = (key: string, params: News["params"] = {}): News => ({ code: "plan-held", key, params });

export function describeStoreOutbox(fresh: Fresh): void {
  it("keeps each news once per channel, oldest first, until it is sent", async () => {
    const { store, server } = fresh();
    await store.postNews(server, [{ channel: "mail", news: news("a", { count: 1, name: "Zoé" }) }], at(0));
    const again = [
      { channel: "mail", news: news("a", { count: 2 }) },
      { channel: "webhook", news: { ...news("a"), to: ["ada@univ-demo.example"] } },
      { channel: "mail", news: news("b") },
      { channel: "mail", news: news("b") },
    ] as const;
    await store.postNews(server, again, at(1));
    await store.postNews(server, [], at(1));
    const waiting = await store.waitingNews(server, at(1), 10);
    expect(waiting).toMatchObject([
      { channel: "mail", news: { key: "a", params: { count: 1, name: "Zoé" } }, madeAt: at(0), tries: 0 },
      { channel: "webhook", news: { key: "a", to: ["ada@univ-demo.example"] } },
      { channel: "mail", news: { key: "b" } },
    ]);
    expect(await store.waitingNews(server, at(1), 1)).toHaveLength(1);
    expect(await store.waitingNews(server, at(0), 10)).toHaveLength(1);
    for (const { id } of waiting) await store.newsSent(id, at(2));
    await store.postNews(server, again, at(3));
    expect(await store.waitingNews(server, at(3), 10)).toEqual([]);
    expect(await store.waitingNews(`${server}-other`, at(3), 10)).toEqual([]);
  });

  it("gives a news that failed back once its wait is over, and never again once it is given up", async () => {
    const { store, server } = fresh();
    await store.postNews(server, [{ channel: "mail", news: news("a") }], at(0));
    const [{ id = "" } = {}] = await store.waitingNews(server, at(0), 10);
    await store.newsFailed(id, "ECONNREFUSED", at(5));
    expect(await store.waitingNews(server, at(4), 10)).toEqual([]);
    expect(await store.waitingNews(server, at(5), 10)).toMatchObject([{ id, tries: 1 }]);
    await store.newsFailed(id, "ECONNREFUSED", null);
    expect(await store.waitingNews(server, at(100_000), 10)).toEqual([]);
  });

  it("is claimed by one sender; what they neither sent nor failed to send comes back", async () => {
    const { store, server } = fresh();
    await store.postNews(server, [{ channel: "mail", news: news("a") }], at(0));
    const [{ id = "" } = {}] = await store.waitingNews(server, at(0), 10);
    expect(await Promise.all([1, 2, 3].map(() => store.claimNews(id, at(0), at(5))))).toEqual(expect.arrayContaining([true, false, false]));
    expect(await store.waitingNews(server, at(4), 10)).toEqual([]);
    expect(await store.waitingNews(server, at(5), 10)).toMatchObject([{ id, tries: 0 }]);
    expect(await store.claimNews(id, at(5), at(10))).toBe(true);
    await store.newsSent(id, at(6));
    expect(await store.claimNews(id, at(20), at(30))).toBe(false);
    await store.postNews(server, [{ channel: "mail", news: news("b") }], at(0));
    const [{ id: other = "" } = {}] = await store.waitingNews(server, at(0), 10);
    await store.newsFailed(other, "ECONNREFUSED", null);
    expect(await store.claimNews(other, at(20), at(30))).toBe(false);
  });
}
