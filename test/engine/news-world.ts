/** A server of forty people whose passes are told to two channels that keep what they are sent. */
import type { SourceReading } from "#core/directory.ts";
import type { News } from "#core/news.ts";
import { openHerald } from "#engine/herald.ts";
import { silentLog } from "#engine/log.ts";
import type { Channel, Message, Notifier } from "#engine/notify-ports.ts";
import { syncPass } from "#engine/sync.ts";
import { letterOf } from "#i18n/news.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

export interface FakeNotifier extends Notifier {
  readonly sent: Message[];
  down: boolean;
}

export function notifier(channel: Channel): FakeNotifier {
  const sent: Message[] = [];
  return {
    channel,
    sent,
    down: false,
    async send(message) {
      if (this.down) throw Object.assign(new Error("refused by mail.univ-demo.example"), { code: "ECONNREFUSED" });
      sent.push(message);
    },
    close: async () => {},
  };
}

export async function campus(departureDays: readonly number[] | null = null) {
  const state = { reading: (): SourceReading => university(40) };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock("2026-10-01");
  const mail = notifier("mail");
  const webhook = notifier("webhook");
  const settings = { reminderDays: [1, 3, 6], failuresInARow: 3, departureDays };
  const compose = (news: News) => letterOf("fr", news);
  const herald = openHerald({ server: "test", store, notifiers: [mail, webhook], clock, log: silentLog, compose, settings });
  const deps = { ...depsOf({ homeserver: matrix, store, reading: () => state.reading() }, { clock }), herald };
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
  await sync(approveAll);
  const codes = (from: FakeNotifier = mail) => from.sent.splice(0).map(({ news }) => news.code);
  codes();
  codes(webhook);
  return { state, clock, mail, webhook, sync, codes, herald, store };
}

export const disabled = (gone: number) => () =>
  university(40, (person, index) => (index < gone ? { ...person, state: "disabled" } : person));
