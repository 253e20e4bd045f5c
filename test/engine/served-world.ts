/** A server of eight people under the service's loop, with a clock that only tests move. */
import { openSchedule } from "#adapters/schedule/cron.ts";
import type { Decision } from "#core/decision.ts";
import type { AppError } from "#core/errors.ts";
import { personKey } from "#core/ids.ts";
import { silentLog } from "#engine/log.ts";
import type { Run } from "#engine/ports.ts";
import { openWorker, type Worker } from "#engine/serve/worker.ts";
import { syncPass } from "#engine/sync.ts";
import { type MemoryStore, openMemoryStore } from "../fakes/store.ts";
import { type FakeTime, fakeTime } from "../fakes/time.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

export interface World {
  readonly time: FakeTime;
  readonly store: MemoryStore;
  readonly matrix: ReturnType<typeof openFakeMatrix>;
  /** Thrown by the source while set. */
  broken: AppError | null;
  open(cron?: readonly string[]): Worker;
  /** Whole passes and parts begun by the service, oldest first. */
  runs(): Promise<readonly Run[]>;
  ask(...people: readonly string[]): Promise<void>;
  decide(decision: Decision): Promise<void>;
  readonly worker: { stop: AbortController };
}

export const midnightAndNoon = ["0 0 * * *", "0 12 * * *"];

export async function openWorld(start: string): Promise<World> {
  const time = fakeTime(start);
  const store = openMemoryStore();
  const matrix = openFakeMatrix();
  const worker = { stop: new AbortController() };
  const read = () => {
    if (made.broken) throw made.broken;
    return university(8);
  };
  const deps = () => ({ ...depsOf({ homeserver: matrix, store, reading: read }, { clock: time }), signal: worker.stop.signal });
  const made: World = {
    time,
    store,
    matrix,
    worker,
    broken: null,
    open: (cron = midnightAndNoon) =>
      openWorker({
        server: "test",
        clock: time,
        timer: time,
        schedule: openSchedule({ cron, timeZone: "Europe/Paris" }),
        store,
        pass: (wanted) => time.during(syncPass(deps(), { ...wanted, approve: null })),
        log: silentLog,
      }),
    runs: async () => (await store.runs("test", 1000)).filter(({ by }) => by === "campus serve").reverse(),
    ask: async (...people) => {
      for (const person of people) await made.decide({ kind: "refresh", value: { ...decided, person: personKey(person) } });
    },
    decide: (decision) => store.decide("test", [decision], time.now()).then(() => {}),
  };
  const decided = { by: "support", reason: "", since: time.today(), until: null };
  await syncPass(deps(), { by: "root", approve: approveAll });
  return made;
}

export const startsOf = (runs: readonly Run[]) => runs.map(({ startedAt }) => startedAt);
export const asked = (runs: readonly Run[]) => runs.map(({ trigger, scope }) => [trigger, scope?.people ?? null]);
export const pause: Decision = {
  kind: "pause",
  value: { scope: "everything", by: "root", reason: "", since: "2026-01-01" as never, until: null },
};
