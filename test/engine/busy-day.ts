/** A year of a small university that ends with a day on which nearly every kind of change is due, on any homeserver. */
import { expect } from "vitest";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { type Day, personKey, type RoomId, roomKey, type UserId } from "#core/ids.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Homeserver, Store } from "#engine/ports.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import type { Bench } from "../contracts/homeserver-world.ts";
import { inRoom, raw } from "../contracts/raw-matrix.ts";
import { releaseIdentities } from "../sample/replay.ts";
import { approveAll, depsOf, fixedClock } from "./campus.ts";

/** Days of its passes; the last one is the busy one. */
export const busyDays = ["2025-02-03", "2025-02-10", "2025-03-20", "2026-02-20", "2026-03-25"] as const;
const last = busyDays.length - 1;

const ids = Array.from({ length: 24 }, (_, index) => String(index + 1));
const homes = ["LAB1", "LAB2", "SERV", "UFR", "DEPT", "POLE"] as const;

/** What the source says on the day of that number. */
function readingOf(day: number): SourceReading {
  const isLast = day === last;
  const people = [...ids, ...(isLast ? ["25", "26", "27"] : [])].flatMap((id) => personOn(id, day) ?? []);
  const structures = structuresOn(day);
  return { source: "si", kind: "csv", structures, people, problems: [], counts: { people: people.length, structures: structures.length } };
}

function structuresOn(day: number): StructureRecord[] {
  const isLast = day === last;
  const one = (code: string, sourceId: string, more: Partial<StructureRecord> = {}): StructureRecord => {
    const named = { acronym: code, longLabel: `Structure ${code}` };
    return {
      origin: code,
      code,
      sourceId,
      type: code === "UNIV" ? "ETAB" : "COMP",
      ...named,
      parents: code === "UNIV" ? [] : ["UNIV"],
      ...more,
    };
  };
  return [
    one("UNIV", "1"),
    one("LAB1", "2", isLast ? { closes: "2026-03-25" } : {}),
    isLast ? one("LAB9", "3", { longLabel: "Structure LAB2", acronym: "LAB2" }) : one("LAB2", "3"),
    one("SERV", "4", day === 3 ? { closes: busyDays[3] } : {}),
    one("UFR", "5", isLast ? { longLabel: "Structure renommée" } : {}),
    one("DEPT", "6", { parents: [isLast ? "POLE" : "UFR"] }),
    one("POLE", "7"),
    ...(isLast ? [one("NEUF", "8")] : []),
  ];
}

/** On which days the source disables somebody. */
function isDisabled(id: string, day: number): boolean {
  const since: Readonly<Record<string, number>> = { "1": 1, "2": 1, "3": 3, "5": 2 };
  const returns = ["1", "3"].includes(id) && day === last;
  return day >= (since[id] ?? Number.POSITIVE_INFINITY) && !returns;
}

/** What is otherwise on the last day: names, logins, addresses, the red list, a head who hands over. */
const onLastDay: Readonly<Record<string, Partial<PersonRecord>>> = {
  "10": { displayName: "Autre Nom", functions: [] },
  "11": { mail: "p11.bis@univ-demo.example" },
  "12": { redList: true },
  "13": { redList: false },
  "14": { login: "p14bis" },
  "16": { functions: [{ structure: "UFR", code: "P00" }] },
};

function personOn(id: string, day: number): PersonRecord | null {
  const number = Number(id);
  const isLast = day === last;
  if (isLast && id === "17") return null;
  const home = number > ids.length ? "NEUF" : (homes[(number - 1) % homes.length] ?? "UFR");
  const structure = isLast && home === "LAB2" ? "LAB9" : home;
  return {
    origin: `person ${id}`,
    id,
    login: `p${id}`,
    displayName: `Personne ${id}`,
    mail: `p${id}@univ-demo.example`,
    state: isDisabled(id, day) ? "disabled" : "active",
    populations: ["administratif"],
    redList: id === "13",
    assignments: id === "4" && day >= 3 ? [] : [{ structure, kind: "AFFECTATION", principal: true }],
    functions: id === "10" ? [{ structure, code: "P00" }] : [],
    ...(isLast ? onLastDay[id] : {}),
  };
}

export interface BusyOn {
  readonly bench: Bench;
  readonly store: Store;
  readonly policy: Policy;
}

export interface BusyWorld {
  /** Everything before the last day, what people did by hand and decided on it included. */
  prepare(homeserver: Homeserver): Promise<void>;
  /** The last day through this server and store: passes until nothing is left; returns the first one's report. */
  live(homeserver: Homeserver, store?: Store): Promise<PassReport>;
}

export function busyWorld({ bench, store, policy }: BusyOn): BusyWorld {
  const clock = fixedClock();
  const at = { day: 0 };
  const depsFor = (homeserver: Homeserver, through: Store): PassDeps => {
    clock.day = busyDays[at.day] ?? "";
    return depsOf({ homeserver, store: through, reading: () => readingOf(at.day) }, { clock, policy });
  };
  const sync = (deps: PassDeps) => syncPass(deps, { by: "root", approve: approveAll });
  return {
    async prepare(homeserver) {
      for (at.day = 0; at.day < last; at.day += 1)
        expect(await sync(depsFor(homeserver, store))).toMatchObject({ failed: 0, skipped: 0, remaining: [] });
      await byHand(bench, store);
      await decide(store, clock.now());
    },
    async live(homeserver, through = store) {
      at.day = last;
      const deps = depsFor(homeserver, through);
      const first = await sync(deps);
      if (first.held > 0) await releaseIdentities(deps);
      for (let more = await sync(deps); more.changes > 0; more = await sync(deps)) expect(more).toMatchObject({ failed: 0, held: 0 });
      return first;
    },
  };
}

/** A room opened to everybody, and one from which Agent Smith was thrown out. */
async function byHand(bench: Bench, store: Store): Promise<void> {
  const smith = `@${bench.agentSmith}:${bench.serverName}` as UserId;
  const { rooms } = await store.loadLedger("test", busyDays[3] as Day);
  const idOf = (key: string): RoomId => rooms.get(roomKey(key))?.roomId as RoomId;
  const statePath = (key: string, type: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(idOf(key))}/state/${type}/`;
  expect(await raw(bench, `PUT ${statePath("structure:UFR/general", "m.room.join_rules")}`, smith, { join_rule: "public" })).toMatchObject({
    status: 200,
  });
  const levels = await raw(bench, `GET ${statePath("structure:POLE/general", "m.room.power_levels")}`, smith);
  const users = { ...(levels.body.users as object), [`@p6:${bench.serverName}`]: 100 };
  const raised = { ...levels.body, users };
  expect(await raw(bench, `PUT ${statePath("structure:POLE/general", "m.room.power_levels")}`, smith, raised)).toMatchObject({
    status: 200,
  });
  expect(await raw(bench, inRoom(idOf("structure:POLE/general"), "leave"), smith, {})).toMatchObject({ status: 200 });
}

async function decide(store: Store, at: string): Promise<void> {
  const decided = { by: "noor", reason: "", since: busyDays[3] as Day, until: null };
  const merge = { ...decided, absorbed: personKey("8"), survivor: personKey("7"), rooms: [] };
  const localName = { ...decided, person: personKey("22"), room: roomKey("structure:UFR/general"), name: "Accueil" };
  await store.decide(
    "test",
    [
      { kind: "merge", value: merge },
      { kind: "local-name", value: localName },
    ],
    at,
  );
}
