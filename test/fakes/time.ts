/** A clock and a timer that move only when a test says so; what is due wakes in order. */
import type { Day } from "#core/ids.ts";
import type { Clock } from "#engine/ports.ts";
import type { Timer } from "#engine/serve/timer.ts";

export interface FakeTime extends Clock, Timer {
  /** Goes on until that instant, waking whoever is due on the way and letting them finish. */
  until(instant: string): Promise<void>;
  /** The machine's clock is set, forward or back; waits go on as long as they would have. */
  set(instant: string): void;
  /** Time stands still until this work has ended. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Lets what was begun go on without time passing. */
  settle(): Promise<void>;
}

interface Wait {
  /** On a clock that is never set. */
  readonly at: number;
  readonly wake: () => void;
}

export function fakeTime(start: string): FakeTime {
  let steady = 0;
  let offset = Date.parse(start);
  const waits = new Set<Wait>();
  const now = () => steady + offset;
  const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" });
  const works = new Set<Promise<unknown>>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) {
      if (works.size > 0) {
        await Promise.allSettled(works);
        turn = 0;
      }
      await new Promise((done) => setImmediate(done));
    }
  };
  return {
    today: () => calendar.format(now()) as Day,
    now: () => new Date(now()).toISOString(),
    after(milliseconds, wake) {
      const wait = { at: steady + milliseconds, wake };
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    during(work) {
      works.add(work);
      return work.finally(() => works.delete(work));
    },
    settle,
    set(instant) {
      offset = Date.parse(instant) - steady;
    },
    async until(instant) {
      const end = Date.parse(instant);
      await settle();
      for (;;) {
        const first = [...waits].sort((a, b) => a.at - b.at)[0];
        if (first === undefined || first.at + offset > end) break;
        waits.delete(first);
        steady = Math.max(steady, first.at);
        first.wake();
        await settle();
      }
      steady = Math.max(steady, end - offset);
    },
  };
}
