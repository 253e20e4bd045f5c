/** From what was typed to the decisions it means, with the help of what is known of people and structures. */
import type { Decision } from "#core/decision.ts";
import type { Decided } from "#core/decisions.ts";
import { AppError } from "#core/errors.ts";
import type { PersonKey, RoomKey, StructureKey } from "#core/ids.ts";
import { phaseByKind } from "#core/order.ts";
import type { ProblemCode } from "#core/problem.ts";
import { isChangeKind } from "#core/scope.ts";
import type { World } from "#core/world.ts";
import { type Ask, type Forced, overlayOverride } from "#engine/decide.ts";
import { findPerson, findRoom, findStructure } from "#engine/find.ts";
import { type DueMove, type LeavingFilter, leavingsIn, movedDue } from "#engine/leavings.ts";
import { peopleIn } from "#engine/people.ts";
import { problems } from "#i18n/sentences.ts";
import type { CliContext } from "./context.ts";
import { usageError } from "./options.ts";

/** One person as typed, or all those that match, in the number seen; the structure as typed. */
export type Those = { readonly named: string } | { readonly population?: string; readonly structure?: string; readonly count: number };

function those(world: World, whom: Those): readonly PersonKey[] {
  if ("named" in whom) return [personIn(world, whom.named)];
  const { population, structure, count } = whom;
  const filter = {
    ...(population === undefined ? {} : { population }),
    ...(structure === undefined ? {} : { structure: structureIn(world, structure) }),
  };
  return peopleIn(world, filter, count);
}

export function askOverride(whom: Those, forced: Forced, made: Decided): Ask {
  return (world) =>
    those(world, whom).map((person): Decision => {
      return { kind: "override", value: { person, ...overlayOverride(world.decisions.overrides.get(person), forced), ...made } };
    });
}

export interface Exempted {
  readonly eligible: boolean;
  readonly protected: boolean;
  readonly rooms: readonly string[];
}

export function askExemption(whom: Those, { rooms, ...rights }: Exempted, made: Decided): Ask {
  return (world) => {
    const given = { ...rights, rooms: rooms.map((room) => roomIn(world, room)), ...made };
    return those(world, whom).map((person): Decision => ({ kind: "exemption", value: { person, ...given } }));
  };
}

/** `to` null cancels. `whom`: people as typed, or all those that match, in the number seen. */
export type Whom = { readonly named: readonly string[] } | { readonly matching: LeavingFilter; readonly count: number };

export function askLeaving(whom: Whom, to: DueMove | null, made: Decided): Ask {
  return (world) => {
    const people = "matching" in whom ? leavingsIn(world, whom.matching, whom.count) : whom.named.map((text) => personIn(world, text));
    return people.map((person): Decision => {
      const change = to === null ? ({ act: "cancel", due: null } as const) : ({ act: "move", due: movedDue(world, person, to) } as const);
      return { kind: "leaving", value: { person, ...change, ...made } };
    });
  };
}

export function askRefresh(people: readonly string[], structures: readonly string[], made: Decided): Ask {
  return (world) => [
    ...people.map((person): Decision => ({ kind: "refresh", value: { person: personIn(world, person), ...made } })),
    ...structures.map((text): Decision => ({ kind: "structure-refresh", value: { structure: structureIn(world, text), ...made } })),
  ];
}

export function askErasure(person: string, made: Decided): Ask {
  return (world) => [{ kind: "erasure", value: { person: personIn(world, person), ...made } }];
}

export function askSuccessor(structure: string, successor: string, made: Decided): Ask {
  return (world) => {
    const value = { structure: structureIn(world, structure), successor: structureIn(world, successor), ...made };
    return [{ kind: "successor", value }];
  };
}

export function askClosing(structure: string, act: "close" | "reopen", made: Decided): Ask {
  return (world) => [{ kind: "closing", value: { structure: structureIn(world, structure), act, ...made } }];
}

export function askIgnored(context: CliContext, code: string, subject: string | null, made: Decided): Ask {
  if (!(code in problems.fr)) throw usageError(context, "usage.decide.code", { value: code });
  return () => [{ kind: "ignored", value: { code: code as ProblemCode, subject, ...made } }];
}

export function askPause(context: CliContext, scope: string | null, made: Decided): Ask {
  if (scope !== null && !isChangeKind(scope))
    throw usageError(context, "usage.kind", { value: scope, kinds: Object.keys(phaseByKind).join(", ") });
  return () => [{ kind: "pause", value: { scope: scope ?? "everything", ...made } }];
}

function personIn(world: World, text: string): PersonKey {
  const found = findPerson(world, text);
  if (found === null) throw new AppError("decision.unknown-person", { person: text });
  return found;
}

function structureIn(world: World, text: string): StructureKey {
  const found = findStructure(world, text);
  if (found === null) throw new AppError("decision.unknown-structure", { structure: text });
  return found;
}

function roomIn(world: World, text: string): RoomKey {
  const found = findRoom(world, text);
  if (found === null) throw new AppError("decision.unknown-room", { room: text });
  return found;
}
