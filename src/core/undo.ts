/** The plan that takes a run back: the inverse of what it applied and that is still so, and a word for everything else. A pure function. */
import type { Change } from "./change.ts";
import { judge } from "./guard.ts";
import type { ChangeKey } from "./ids.ts";
import { sortProblems } from "./merge.ts";
import { orderChanges, phaseByKind } from "./order.ts";
import { type Plan, type PlanInput, releasedBefore } from "./plan.ts";
import type { Problem } from "./problem.ts";
import { reason } from "./reason.ts";
import { roomsOf } from "./scope.ts";
import { compareText } from "./text.ts";
import { type Thing, thingOf } from "./thing.ts";
import { undoAccount, unlinkingOf } from "./undo-accounts.ts";
import { type Again, againOf } from "./undo-again.ts";
import { type Ground, type Inverse, tell, type Undoing } from "./undo-ground.ts";
import { undoMember } from "./undo-members.ts";
import { undoRoom } from "./undo-rooms.ts";
import { buildWorld, type World } from "./world.ts";

/** The last run that changed a thing since; `undoes`: it had begun to undo this very run. */
export interface Later {
  readonly run: string;
  readonly undoes: boolean;
}

export interface UndoTask {
  readonly undoing: Undoing;
  /** What the run applied. */
  readonly done: readonly Change[];
  /** What it may have applied before it died without a word: taken back where it is seen to be done. */
  readonly perhaps: readonly Change[];
  readonly since: ReadonlyMap<Thing, Later>;
  /** An undo of the same run was begun before. */
  readonly resumes: boolean;
}

export interface Undone {
  readonly plan: Plan;
  /** By the key of the inverse: what would do again what it takes back. */
  readonly again: ReadonlyMap<ChangeKey, readonly Again[]>;
}

/** Same input in any order → the same plan, to the byte. The sources have no word in it: their guards count nothing. */
export function planUndo(input: PlanInput, task: UndoTask): Undone {
  const { undoing } = task;
  const ground = groundOf(input, task);
  const inverted = inCommon([...task.done, ...task.perhaps].map(unheld)).map((change) => ({
    change,
    inverse: inverseOf(ground, change, task),
  }));
  // A level may come back by itself and with the membership.
  const changes = inCommon(inverted.flatMap(({ inverse }) => (inverse !== null && "changes" in inverse ? inverse.changes : [])));
  const judged = judge(ground.world, orderChanges(changes.sort((a, b) => compareText(placeOf(a), placeOf(b)))));
  const plan = {
    server: input.server,
    today: input.today,
    ...releasedBefore(input),
    undoing,
    changes: judged.changes,
    guards: judged.verdicts,
    problems: sortProblems(inverted.flatMap((one) => wordFor(one, task, ground.unsure))),
    ignored: [],
    bookkeeping: [],
  };
  return { plan, again: undoing.again ? againByInverse(inverted) : new Map() };
}

const kinds = Object.keys(phaseByKind);

/** Inside a phase: kind after kind, rooms after their space, and what is listed in a space once it is closed. */
function placeOf(change: Change): string {
  const rank = String(kinds.indexOf(change.kind)).padStart(2, "0");
  return `${"space" in change ? 1 : 0} ${rank} ${roomsOf(change)[0] ?? ""} ${change.key}`;
}

function groundOf(input: PlanInput, { undoing, done, perhaps, resumes }: UndoTask): Ground {
  const { ledger, standing = [] } = input;
  // Asked for by name now: what an earlier undo holds back does not stand in the way.
  const rejected = standing.filter(({ cause }) => cause === "rejected");
  const world: World = buildWorld({ ...input, standing: rejected, ledger: { ...ledger, base: { ...ledger.base, sources: new Map() } } });
  const { run, by, why } = undoing;
  const all = [...done, ...perhaps];
  const unlinking = unlinkingOf({ world, resumes }, all);
  const bare = {
    world,
    undoing,
    resumes,
    unlinking,
    unsure: new Set(perhaps.map(({ key }) => key)),
    reason: reason("undoes-run", { run, by, why }),
    opening: new Set<never>(),
  };
  const unlocked = all.filter((change) => change.kind === "account.lock" && "changes" in undoAccount(bare, change));
  return { ...bare, opening: new Set(unlocked.flatMap((change) => ("person" in change && change.person !== null ? [change.person] : []))) };
}

interface Inverted {
  readonly change: Change;
  /** null: a later run changed the same thing. */
  readonly inverse: Inverse | null;
}

/** Whatever held it then says nothing of its inverse. */
function unheld({ held: _, ...change }: Change): Change {
  return change as Change;
}

/** By key, each once. */
function inCommon(changes: readonly Change[]): Change[] {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  return [...byKey.values()].sort((a, b) => compareText(a.key, b.key));
}

function inverseOf(ground: Ground, change: Change, { since }: UndoTask): Inverse | null {
  const later = since.get(thingOf(change.key));
  if (later !== undefined && !later.undoes) return null;
  return invert(ground, change);
}

function invert(ground: Ground, change: Change): Inverse {
  switch (change.kind) {
    case "account.create":
    case "account.adopt":
    case "account.rename":
    case "account.mail":
    case "account.listing":
    case "account.leaving":
    case "account.stay":
    case "account.lock":
    case "account.unlock":
    case "account.deactivate":
    case "account.reactivate":
    case "account.erase":
    case "identity.link":
    case "identity.merge":
      return undoAccount(ground, change);
    case "space.create":
    case "room.create":
    case "room.rename":
    case "room.restore":
    case "room.rekey":
    case "room.regain":
    case "room.adopt":
    case "room.release":
    case "room.close":
    case "room.reopen":
    case "child.set":
    case "child.remove":
      return undoRoom(ground, change);
    case "member.join":
    case "member.invite":
    case "member.remove":
    case "member.name":
    case "level.set":
      return undoMember(ground, change);
    default:
      return change satisfies never;
  }
}

/** Of what an earlier undo took back already, and of what was perhaps never done, there is nothing to say. */
function wordFor({ change, inverse }: Inverted, { undoing, since }: UndoTask, unsure: ReadonlySet<ChangeKey>): Problem[] {
  const later = since.get(thingOf(change.key));
  if (unsure.has(change.key) || later?.undoes) return [];
  if (inverse === null) return [tell(change, "undo-superseded", undoing, { later: later?.run ?? "" })];
  return "told" in inverse ? [tell(change, inverse.told, undoing)] : [];
}

function againByInverse(inverted: readonly Inverted[]): ReadonlyMap<ChangeKey, readonly Again[]> {
  const again = new Map<ChangeKey, readonly Again[]>();
  for (const { change, inverse } of inverted) {
    const first = inverse !== null && "changes" in inverse ? inverse.changes[0] : undefined;
    if (first !== undefined) again.set(first.key, againOf(change));
  }
  return again;
}
