/** A small university, its policy, its clock, and the deps of a pass over fakes. */
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import type { Day } from "#core/ids.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import { approvePart, onTheTable, type Part } from "#engine/held.ts";
import { silentLog } from "#engine/log.ts";
import type { Clock, DirectorySource, Homeserver, Store } from "#engine/ports.ts";

export const structures = ["LAB1", "LAB2", "SERV", "UFR"] as const;

/** `count` people over four structures of one establishment; the first of each heads it. */
export function university(
  count: number,
  change: (person: PersonRecord, index: number) => PersonRecord | null = (person) => person,
): SourceReading {
  const people = Array.from({ length: count }, (_, index) => change(personAt(index), index)).filter((person) => person !== null);
  const all = [structureOf("UNIV", "ETAB", []), ...structures.map((code) => structureOf(code, "COMP", ["UNIV"]))];
  return { source: "si", kind: "csv", structures: all, people, problems: [], counts: { people: people.length, structures: all.length } };
}

function structureOf(code: string, type: string, parents: readonly string[]): StructureRecord {
  return { origin: `structure ${code}`, code, type, acronym: code, longLabel: `Structure ${code}`, parents };
}

function personAt(index: number): PersonRecord {
  const structure = structures[index % structures.length] ?? "UFR";
  const id = String(index + 1).padStart(5, "0");
  return {
    origin: `person ${id}`,
    id,
    login: `agent${id}`,
    displayName: `Personne ${id}`,
    mail: `agent${id}@univ-demo.example`,
    state: "active",
    populations: ["administratif"],
    redList: false,
    assignments: [{ structure, kind: "AFFECTATION", principal: true }],
    functions: index < structures.length ? [{ structure, code: "P00" }] : [],
  };
}

export const testPolicy: Policy = defaultPolicy("campus.test");

export function fixedClock(day = "2026-08-27"): Clock & { day: string; time: number } {
  return {
    day,
    time: 0,
    today() {
      return this.day as Day;
    },
    now() {
      this.time += 1;
      return new Date(Date.parse(`${this.day}T06:00:00Z`) + this.time).toISOString();
    },
  };
}

export function sourceOf(reading: () => SourceReading): DirectorySource {
  return { name: "si", read: async () => reading() };
}

export interface Fakes {
  readonly homeserver: Homeserver;
  readonly store: Store;
  readonly reading: () => SourceReading;
}

export function depsOf({ homeserver, store, reading }: Fakes, more: Partial<PassDeps> = {}): PassDeps {
  return {
    server: "test",
    policy: testPolicy,
    sources: [sourceOf(reading)],
    homeserver,
    store,
    clock: fixedClock(),
    log: silentLog,
    watch: () => {},
    say: () => "",
    signal: null,
    ...more,
  };
}

export const approveAll = { label: "Camille", comment: "premier passage" } as const;

/** Everything that waits. */
export const everything: Part = { guards: [], people: [], structures: [], kinds: [], keys: [] };

/** Two people, neither of whom asks for passes in these tests. */
export async function approveByTwo(deps: PassDeps): Promise<void> {
  for (const by of ["camille", "dominique"])
    await approvePart(deps, await onTheTable(deps, null), everything, { by, label: by, comment: "vérifié" });
}
