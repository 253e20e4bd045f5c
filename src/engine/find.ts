/** Whom and what somebody means by what they typed. */
import { type PersonKey, type RoomKey, ruleRoom, type StructureKey } from "#core/ids.ts";
import type { PlanInput } from "#core/plan.ts";
import { fold } from "#core/text.ts";

export type Known = Pick<PlanInput, "directory" | "ledger" | "policy">;

export function findPerson({ directory, ledger }: Known, text: string): PersonKey | null {
  const key = text as PersonKey;
  if (directory.people.has(key) || ledger.accounts.has(key)) return key;
  const login = text.toLowerCase();
  for (const person of directory.people.values()) if (person.login.toLowerCase() === login) return person.key;
  for (const { userId, person } of ledger.accounts.values()) if (userId === login || userId.startsWith(`@${login}:`)) return person;
  return null;
}

/** Rooms that don't exist are a good question too, as long as their structure does. */
export function findRoom({ directory, ledger, policy }: Known, text: string): RoomKey | null {
  const rule = policy.rooms.find(({ key, name }) => text === `rule:${key}` || text === name);
  if (rule !== undefined) return ruleRoom(rule.key);
  const prefixed = (/^(structure|rule):/.test(text) ? text : `structure:${text}`) as RoomKey;
  if (ledger.rooms.has(prefixed)) return prefixed;
  for (const room of ledger.rooms.values()) if ([room.alias, room.roomId, room.name].some((one) => one === text)) return room.key;
  for (const structure of directory.structures.keys()) {
    if (prefixed === `structure:${structure}` || prefixed.startsWith(`structure:${structure}/`)) return prefixed;
  }
  const called = findByAcronym(directory, text);
  return called === null ? null : (`structure:${called}` as RoomKey);
}

/** By code, or by the acronym of one only. */
export function findStructure({ directory }: Known, text: string): StructureKey | null {
  const key = text.replace(/^structure:/, "") as StructureKey;
  return directory.structures.has(key) ? key : findByAcronym(directory, text);
}

function findByAcronym({ structures }: PlanInput["directory"], text: string): StructureKey | null {
  const called = [...structures.values()].filter(({ acronym }) => acronym !== null && fold(acronym) === fold(text));
  return called.length === 1 && called[0] !== undefined ? called[0].key : null;
}
