/** Sends what waits in a server's outbox and tells again what is still held, whether a pass runs or not. */
import type { Herald } from "../herald.ts";
import type { Timer } from "./timer.ts";

/** What failed waits longer and longer by itself; this is how often it is looked at. */
export const deliverMs = 60_000;
/** Reminders are due on days: once an hour is often enough. */
const roundsPerReminder = 60;

export interface Courier {
  /** Nothing more is begun; resolves once what is being sent has been. */
  stop(): Promise<void>;
}

export function openCourier({ herald, timer }: { readonly herald: Pick<Herald, "deliver" | "remind">; readonly timer: Timer }): Courier {
  let round = 0;
  let stopped = false;
  let turn = Promise.resolve();
  let cancel = (): void => {};
  const work = async (): Promise<void> => {
    if (round % roundsPerReminder === 0) await herald.remind();
    round += 1;
    await herald.deliver();
    if (!stopped) cancel = timer.after(deliverMs, begin);
  };
  const begin = (): void => {
    turn = work();
  };
  begin();
  return {
    async stop() {
      stopped = true;
      cancel();
      await turn;
    },
  };
}
