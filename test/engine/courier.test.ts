/** What the service tells people by itself, while no pass runs. */
import { describe, expect, it } from "vitest";
import type { News } from "#core/news.ts";
import { openHerald } from "#engine/herald.ts";
import { silentLog } from "#engine/log.ts";
import { openCourier } from "#engine/serve/courier.ts";
import { letterOf } from "#i18n/news.ts";
import { fakeTime } from "../fakes/time.ts";
import { campus, disabled } from "./news-world.ts";

describe("while no pass runs", () => {
  async function served() {
    const made = await campus();
    const time = fakeTime("2026-10-01T06:00:00Z");
    const settings = { reminderDays: [1, 3, 6], failuresInARow: 3, departureDays: null };
    const compose = (news: News) => letterOf("fr", news);
    const { store, mail, webhook } = made;
    const herald = openHerald({ server: "test", store, notifiers: [mail, webhook], clock: time, log: silentLog, compose, settings });
    return { ...made, time, open: () => openCourier({ herald, timer: time }) };
  }

  it("the service sends what waits, longer and longer apart while the channel is down, and loses nothing", async () => {
    const { state, mail, webhook, sync, codes, time, open } = await served();
    state.reading = disabled(20);
    mail.down = true;
    await sync();
    expect([codes(), codes(webhook)]).toEqual([[], ["plan-held"]]);
    let tries = 0;
    const send = mail.send;
    mail.send = function (message) {
      tries += 1;
      return send.call(this, message);
    };
    const courier = open();
    await time.until("2026-10-01T07:00:00Z");
    // After 1, 5 and 30 minutes.
    expect(tries).toBe(3);
    mail.down = false;
    await time.until("2026-10-01T09:00:00Z");
    await courier.stop();
    expect([codes(), codes(webhook), tries]).toEqual([["plan-held"], [], 4]);
  });

  it("what is still held is told again on its days, until somebody releases it", async () => {
    const { state, mail, sync, codes, time, open, store } = await served();
    state.reading = disabled(20);
    const { plan } = await sync();
    codes();
    const courier = open();
    await time.until("2026-10-04T09:00:00Z");
    expect(codes()).toEqual(["hold-reminder", "hold-reminder"]);
    await store.approve({
      planId: plan.id,
      by: "camille",
      label: "",
      comment: "",
      at: time.now(),
      guards: ["exits", "exits-week"],
      keys: [],
    });
    await time.until("2026-10-12T09:00:00Z");
    await courier.stop();
    expect(mail.sent).toEqual([]);
  });

  it("two services send each message once", async () => {
    const { state, mail, webhook, sync, codes, time, open } = await served();
    state.reading = disabled(20);
    [mail.down, webhook.down] = [true, true];
    await sync();
    [mail.down, webhook.down] = [false, false];
    const couriers = [open(), open()];
    await time.until("2026-10-02T09:00:00Z");
    for (const courier of couriers) await courier.stop();
    expect([codes(), codes(webhook)]).toEqual([
      ["plan-held", "hold-reminder"],
      ["plan-held", "hold-reminder"],
    ]);
  });

  it("a service that ends lets what is being sent end, and sends nothing more", async () => {
    const { state, mail, sync, time, open } = await served();
    state.reading = disabled(20);
    mail.down = true;
    await sync();
    const courier = open();
    await courier.stop();
    mail.down = false;
    await time.until("2026-10-03T09:00:00Z");
    expect(mail.sent).toEqual([]);
  });
});
