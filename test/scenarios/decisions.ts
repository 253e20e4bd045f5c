/** The decisions of a scenario, in force on one of its days. */
import { day } from "#core/day.ts";
import { type Decision, decisionsOn } from "#core/decision.ts";
import type { Decided, Decisions, Pause } from "#core/decisions.ts";
import { type Day, personKey, roomId, roomKey, structureKey, userId } from "#core/ids.ts";
import type { ProblemCode } from "#core/problem.ts";
import type { Decisions as Given } from "./scenario.ts";

interface Dates {
  readonly until?: string | undefined;
  readonly since?: string | undefined;
}

/** `madeOn`: the day of a decision that names no other. */
export function decisionsOf(given: Given | undefined, madeOn: Day, today: Day): Decisions {
  const made = (by: string, { since, until }: Dates): Decided => ({
    by,
    reason: "decided",
    since: since === undefined ? madeOn : day(since),
    until: until === undefined ? null : day(until),
  });
  const all = given === undefined ? [] : [...aboutPeople(given, made), ...aboutTheRest(given, made), ...aboutIdentities(given, made)];
  return decisionsOn(
    today,
    all.filter(({ value }) => value.since <= today),
  );
}

type Made = (by: string, dates: Dates) => Decided;

function aboutPeople(given: Given, made: Made): Decision[] {
  const rows = <V>(table: Record<string, V> | undefined) =>
    Object.entries(table ?? {}).map(([key, one]) => ({ person: personKey(key), one }));
  const people = (list: readonly string[] | undefined) => (list ?? []).map((key) => ({ person: personKey(key) }));
  return [
    ...rows(given.overrides).map(({ person, one: { displayName, mail, disabled, ...dates } }): Decision => {
      const forced = { ...(displayName === undefined ? {} : { displayName }), ...(mail === undefined ? {} : { mail }) };
      const value = { person, ...made("gestionnaire", dates), ...forced, ...(disabled === undefined ? {} : { disabled }) };
      return { kind: "override", value };
    }),
    ...rows(given.exemptions).map(({ person, one: { eligible = false, protected: safe = false, rooms = [], ...dates } }): Decision => {
      return { kind: "exemption", value: { person, eligible, protected: safe, rooms: rooms.map(roomKey), ...made("gestionnaire", dates) } };
    }),
    ...rows(given.leavings).map(({ person, one: { act, due, ...dates } }): Decision => {
      return { kind: "leaving", value: { person, act, due: due === undefined ? null : day(due), ...made("support", dates) } };
    }),
    ...people(given.emergencies).map(({ person }): Decision => ({ kind: "emergency", value: { person, ...made("rssi", {}) } })),
    ...people(given.erasures).map(({ person }): Decision => ({ kind: "erasure", value: { person, ...made("dpo", {}) } })),
    ...people(given.refreshes).map(({ person }): Decision => ({ kind: "refresh", value: { person, ...made("support", {}) } })),
  ];
}

function aboutTheRest(given: Given, made: Made): Decision[] {
  return [
    ...Object.entries(given.successors ?? {}).map(([structure, successor]): Decision => {
      const value = { structure: structureKey(structure), successor: structureKey(successor), ...made("gestionnaire", {}) };
      return { kind: "successor", value };
    }),
    ...Object.entries(given.closings ?? {}).map(([structure, act]): Decision => {
      return { kind: "closing", value: { structure: structureKey(structure), act, ...made("gestionnaire", {}) } };
    }),
    ...(given.ignored ?? []).map((text): Decision => {
      const [code = "", ...subject] = text.split(" ");
      const value = { code: code as ProblemCode, subject: subject.length === 0 ? null : subject.join(" "), ...made("support", {}) };
      return { kind: "ignored", value };
    }),
    ...(given.pauses ?? []).map(({ scope, ...dates }): Decision => {
      return { kind: "pause", value: { scope: scope as Pause["scope"], ...made("administrateur", dates) } };
    }),
  ];
}

/** Merges count from the day they were decided on: the first of June. */
const mergedOn = { since: "2026-06-01" };

function aboutIdentities(given: Given, made: Made): Decision[] {
  const { merges = {}, moves = {}, adoptions = {}, roomAdoptions = {}, localNames = {} } = given;
  const roomsOf = (rooms: Record<string, number> = {}) => Object.entries(rooms).map(([key, level]) => ({ room: roomKey(key), level }));
  const by = "gestionnaire";
  return [
    ...Object.entries(merges).map(([absorbed, { into, rooms }]): Decision => {
      const value = { absorbed: personKey(absorbed), survivor: personKey(into), rooms: roomsOf(rooms), ...made(by, mergedOn) };
      return { kind: "merge", value };
    }),
    ...Object.entries(moves).map(([person, { to, rooms }]): Decision => {
      return { kind: "move", value: { person: personKey(person), localpart: to, rooms: roomsOf(rooms), ...made(by, {}) } };
    }),
    ...Object.entries(adoptions).map(([person, { account, verdict }]): Decision => {
      const value = { person: personKey(person), userId: userId(`@${account}:campus.test`), verdict, ...made(by, {}) };
      return { kind: "adoption", value };
    }),
    ...Object.entries(roomAdoptions).map(([id, { as, verdict = "adopt" }]): Decision => {
      return { kind: "room-adoption", value: { room: roomKey(as), roomId: roomId(id), verdict, ...made(by, {}) } };
    }),
    ...Object.entries(localNames).flatMap(([person, names]) =>
      Object.entries(names).map(([room, name]): Decision => {
        return { kind: "local-name", value: { person: personKey(person), room: roomKey(room), name, ...made(by, {}) } };
      }),
    ),
  ];
}
