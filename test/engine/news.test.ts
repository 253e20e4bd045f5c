/** What people are told of passes: once each, never lost, and never in the way of a pass. */
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { approveAll, university } from "./campus.ts";
import { campus, disabled } from "./news-world.ts";

describe("what waits for a decision", () => {
  it("is told on every channel when it begins, after 1, 3 and 6 days, and when its week is over; once each", async () => {
    const { state, clock, mail, webhook, sync, codes } = await campus();
    state.reading = disabled(20);
    await sync();
    expect(mail.sent).toMatchObject([{ server: "test", news: { code: "plan-held", params: { count: 20, guards: "exits, exits-week" } } }]);
    expect(mail.sent[0]?.text).toMatch(/retient 20 changements/);
    expect([codes(), codes(webhook)]).toEqual([["plan-held"], ["plan-held"]]);
    const told: Record<string, string[]> = {};
    for (let day = 1; day <= 9; day += 1) {
      clock.day = `2026-10-${String(1 + day).padStart(2, "0")}`;
      await sync();
      await sync();
      told[day] = codes();
    }
    expect(told).toEqual({
      1: ["hold-reminder"],
      2: [],
      3: ["hold-reminder"],
      4: [],
      5: [],
      6: ["hold-reminder"],
      7: ["plan-held", "hold-expired"],
      8: ["hold-reminder"],
      9: [],
    });
  });

  it("is told again when another guard trips, and begins anew once nothing waited", async () => {
    const { state, sync, codes } = await campus();
    state.reading = disabled(4);
    await sync();
    expect(codes()).toEqual(["plan-held"]);
    state.reading = disabled(20);
    await sync();
    expect(codes()).toEqual(["plan-held"]);
    await sync(approveAll);
    expect(codes()).toEqual([]);
    await sync();
    state.reading = disabled(30);
    await sync();
    expect(codes()).toEqual(["plan-held"]);
  });
});

describe("a channel that is down", () => {
  it("holds no pass up, loses nothing, and gets each news once when it is back", async () => {
    const { state, clock, mail, webhook, sync, codes } = await campus();
    mail.down = true;
    state.reading = disabled(20);
    expect(await sync()).toMatchObject({ status: "held" });
    expect([codes(), codes(webhook)]).toEqual([[], ["plan-held"]]);
    mail.down = false;
    await sync();
    expect(codes(), "its wait is not over").toEqual([]);
    clock.time += 120_000;
    await sync();
    await sync();
    expect([codes(), codes(webhook)]).toEqual([["plan-held"], []]);
  });

  it("keeps the id of a message over its tries", async () => {
    const { state, clock, mail, sync, herald, store } = await campus();
    const ids: string[] = [];
    const send = mail.send;
    mail.send = async (message) => {
      ids.push(message.id);
      throw new Error("lost answer");
    };
    state.reading = disabled(20);
    await sync();
    clock.time += 120_000;
    await herald.deliver();
    mail.send = send;
    clock.time += 600_000;
    await herald.deliver();
    expect(new Set([...ids, ...mail.sent.map(({ id }) => id)]).size).toBe(1);
    expect(await store.waitingNews("test", clock.now(), 10)).toEqual([]);
  });

  it("a store that fails while news are posted doesn't fail the pass", async () => {
    const { state, sync, store } = await campus();
    store.postNews = async () => {
      throw new AppError("store.full", {});
    };
    state.reading = disabled(20);
    expect(await sync()).toMatchObject({ status: "held" });
  });
});

describe("passes that fail", () => {
  it("tell at once a source that can't be read, once, and at the third failure that nothing is done any more", async () => {
    const { state, sync, codes } = await campus();
    state.reading = () => {
      throw new AppError("source.unreachable", { source: "si" });
    };
    const told: string[][] = [];
    for (let pass = 1; pass <= 4; pass += 1) {
      await expect(sync()).rejects.toMatchObject({ code: "source.unreachable" });
      told.push(codes());
    }
    expect(told).toEqual([["source-unreadable"], [], ["run-failing"], []]);
    state.reading = () => university(40);
    await sync();
    state.reading = () => {
      throw new AppError("source.timeout", { source: "si" });
    };
    await expect(sync()).rejects.toMatchObject({ code: "source.timeout" });
    expect(codes()).toEqual(["source-unreadable"]);
  });
});

describe("an identity that moves", () => {
  it("is told once, whatever becomes of it", async () => {
    const { state, sync, codes, mail } = await campus();
    state.reading = () => university(40, (person, index) => (index === 3 ? { ...person, login: "nouveau" } : person));
    await sync();
    expect(mail.sent.find(({ news }) => news.code === "identity-change")?.subject).toMatch(/agent00004/);
    expect(codes()).toEqual(["identity-change", "plan-held"]);
    await sync();
    expect(codes()).toEqual([]);
  });
});

describe("somebody who is to leave", () => {
  const leaving = (until: string | null) => () =>
    university(40, (person, index) => (index === 5 && until !== null ? { ...person, state: "leaving", until } : person));

  it("is written to at 30 and at 10 days with the head of their structure, once each; a day that moves starts again, a cancelled one says nothing", async () => {
    const { state, clock, mail, webhook, sync } = await campus([30, 10]);
    const letters = () => mail.sent.splice(0).map(({ news }) => `${news.to?.join()} ${news.params.day} ${news.params.days}`);
    // The 6th works in LAB2, which the 2nd heads.
    const both = (day: string, days: number) => ["agent00006", "agent00002"].map((name) => `${name}@univ-demo.example ${day} ${days}`);
    state.reading = leaving("2026-11-20");
    await sync();
    expect(letters()).toEqual([]);
    clock.day = "2026-10-21";
    await sync();
    await sync();
    expect(letters()).toEqual(both("2026-11-20", 30));
    state.reading = leaving("2026-11-25");
    clock.day = "2026-10-26";
    await sync();
    expect(letters()).toEqual(both("2026-11-25", 30));
    clock.day = "2026-11-15";
    await sync();
    await sync();
    expect(letters()).toEqual(both("2026-11-25", 10));
    state.reading = leaving(null);
    clock.day = "2026-11-16";
    await sync();
    expect([letters(), webhook.sent.filter(({ news }) => news.code === "departure")]).toEqual([[], []]);
  });

  it("has whoever answers for them told too, each once: a person, the heads of a structure, nobody who is gone or on the red list", async () => {
    const { state, mail, sync } = await campus([30]);
    // The 6th works in LAB2, which the 2nd heads; the 3rd heads SERV; the 4th is disabled, the 5th on the red list.
    const sponsors = [...["00002", "00004", "00005", "00007", "unknown"].map((person) => ({ person })), { structure: "SERV" }];
    state.reading = () =>
      university(40, (person, index) => {
        if (index === 3) return { ...person, state: "disabled" };
        if (index === 4) return { ...person, redList: true };
        return index === 5 ? { ...person, state: "leaving", until: "2026-10-20", sponsors } : person;
      });
    const { plan } = await sync();
    const letters = mail.sent.filter(({ news }) => news.code === "departure");
    expect(letters.map(({ news }) => [news.params.role, news.to?.join()])).toEqual([
      ["person", "agent00006@univ-demo.example"],
      ["head", "agent00002@univ-demo.example"],
      ["sponsor", "agent00007@univ-demo.example"],
      ["sponsor", "agent00003@univ-demo.example"],
    ]);
    expect(plan.plan.problems).toMatchObject([{ code: "sponsor-unknown", subject: "00006", params: { sponsor: "unknown" } }]);
  });

  it("is not written to until that is configured, nor when they are on the red list", async () => {
    const silent = await campus(null);
    silent.state.reading = leaving("2026-10-20");
    await silent.sync();
    expect(silent.codes()).toEqual([]);
    const hidden = await campus([30]);
    hidden.state.reading = () =>
      university(40, (person, index) => (index === 5 ? { ...person, state: "leaving", until: "2026-10-20", redList: true } : person));
    await hidden.sync();
    expect(hidden.codes()).toEqual([]);
  });
});
