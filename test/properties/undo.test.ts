/** What is true of the undo of any pass, whatever the university, its second state, and what people did on the server. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "#core/change.ts";
import type { ChangeKey, UserId } from "#core/ids.ts";
import { needsOf } from "#core/order.ts";
import { makePlan, type PlanInput } from "#core/plan.ts";
import { planUndo, type UndoTask } from "#core/undo.ts";
import { renderChange, renderProblem } from "../scenarios/render.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { standingAfter, undoTask } from "../scenarios/undo.ts";
import { history, mischief } from "./arbitraries.ts";
import { misbehave, secondPass } from "./world.ts";

const runs = { numRuns: 200 };

interface UndonePass {
  readonly before: State;
  readonly applied: State;
  readonly input: PlanInput;
  readonly task: UndoTask;
}

/** The second pass, approved whole, about to be undone. */
function undonePass(past: Parameters<typeof secondPass>[0], acts: Parameters<typeof secondPass>[1]): UndonePass {
  const { state, plan, input } = secondPass(past, acts);
  const before = { ...state, runs: [] };
  const applied = applyPlan(before, plan, true);
  return { before, applied, input: { ...input, ...applied, fresh: false }, task: undoTask(applied.runs ?? [], 1) };
}

const undo = ({ applied, input, task }: UndonePass): State => applyPlan(applied, planUndo(input, task).plan, true);

/** What campus manages on the server, but for what docs/RULES.md §16 says stays: accounts locked, rooms closed. */
function managed({ observed }: State, except: { readonly users: ReadonlySet<UserId>; readonly rooms: ReadonlySet<string> }) {
  const accounts = [...observed.accounts.values()].filter(({ userId }) => !except.users.has(userId)).map(({ details: _, ...one }) => one);
  const rooms = [...observed.rooms]
    .filter(([key]) => !except.rooms.has(key))
    .map(([key, { name, joinRule, members, levels, eventsDefault, children, settings }]) => ({
      key,
      name,
      joinRule,
      settings,
      eventsDefault,
      members: [...members].filter((user) => !except.users.has(user)).sort(),
      levels: [...levels].filter(([user, level]) => level > 0 && members.has(user) && !except.users.has(user)).sort(),
      children: [...children].sort(),
    }));
  return { accounts: accounts.sort((a, b) => (a.userId < b.userId ? -1 : 1)), rooms: rooms.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** Accounts and rooms that the pass made or ended for good, and those about which the undo said that it leaves something. */
function exceptions({ task, input }: UndonePass) {
  const { problems } = planUndo(input, task).plan;
  const toldAbout = (change: Change) =>
    problems.some(({ params, subject }) => [params.userId, subject].includes(userOf(change)) || subject === roomOf(change));
  const made = task.done.filter(({ kind }) =>
    ["account.create", "account.adopt", "account.reactivate", "account.deactivate", "account.erase"].includes(kind),
  );
  const users = [...made, ...task.done.filter(toldAbout)].flatMap((change) => userOf(change) ?? []);
  const rooms = task.done.filter(
    (change) => change.kind === "space.create" || change.kind === "room.create" || (roomOf(change) !== null && toldAbout(change)),
  );
  return { users: new Set(users), rooms: new Set(rooms.flatMap((change) => roomOf(change) ?? [])) };
}

const userOf = (change: Change): UserId | undefined => ("userId" in change ? change.userId : undefined);
const roomOf = (change: Change): string | null =>
  "spec" in change ? change.spec.room : "room" in change ? change.room : "space" in change ? change.space : null;

describe("every undo", () => {
  it("leaves the server as it was before the run, but for what it tells", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const pass = undonePass(past, acts);
        const except = exceptions(pass);
        expect(managed(undo(pass), except)).toEqual(managed(pass.before, except));
      }),
      runs,
    );
  });

  it("tells of another hand only where there was one", () => {
    fc.assert(
      fc.property(history, (past) => {
        const { input, task } = undonePass(past, []);
        const { problems } = planUndo(input, task).plan;
        expect(problems.filter(({ code }) => code === "undo-changed-since" || code === "undo-superseded").map(renderProblem)).toEqual([]);
      }),
      runs,
    );
  });

  it("locks the accounts that the run made, closes its rooms, and deletes nothing", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const pass = undonePass(past, acts);
        const { observed, ledger } = undo(pass);
        for (const change of pass.task.done) {
          if (change.kind === "account.create")
            expect(observed.accounts.get(change.userId)).toMatchObject({ locked: true, deactivated: false });
          if (change.kind === "space.create" || change.kind === "room.create")
            expect(ledger.rooms.get(change.spec.room)?.closedSince).not.toBeNull();
        }
      }),
      runs,
    );
  });

  it("takes back or tells every change, and finds nothing left to do the second time", () => {
    fc.assert(
      fc.property(history, mischief, mischief, (past, acts, since) => {
        const pass = undonePass(past, acts);
        const applied = misbehave(pass.applied, since);
        const input = { ...pass.input, ...applied };
        const { plan } = planUndo(input, pass.task);
        expect(plan.changes.length + plan.problems.length).toBeGreaterThanOrEqual(pass.task.done.length);
        const after = applyPlan(applied, plan, true);
        const again = planUndo({ ...input, ...after }, undoTask(after.runs ?? [], 1)).plan;
        expect(again.changes.map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("is never done again by the next pass", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const pass = undonePass(past, acts);
        const after = { ...undo(pass), standing: standingAfter(pass.input, pass.task, pass.input.today) };
        const next = makePlan({ ...pass.input, ...after });
        const free = new Set(next.changes.filter(({ held }) => held === undefined).map(({ key }) => key));
        const inverted = planUndo(pass.input, pass.task).again;
        const kept = pass.task.done.filter(({ key }) => free.has(key) && [...inverted.values()].flat().some((one) => one.key === key));
        expect(kept.map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("undone itself, leaves the passes as if nothing had been", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const pass = undonePass(past, acts);
        const once = { ...undo(pass), standing: standingAfter(pass.input, pass.task, pass.input.today) };
        const input = { ...pass.input, ...once };
        const task = undoTask(once.runs ?? [], 2);
        const twice = { ...applyPlan(once, planUndo(input, task).plan, true), standing: standingAfter(input, task, input.today) };
        const left = makePlan({ ...input, ...twice }).changes;
        const usual = makePlan({ ...pass.input, ...pass.applied }).changes;
        expect(left.map(renderChange)).toEqual(usual.map(renderChange));
      }),
      runs,
    );
  });

  it("has unique keys, needs before what needs them, and holds what depends on something held", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { input, task } = undonePass(past, acts);
        const { changes, guards } = planUndo(input, task).plan;
        const tripped = new Set(guards.filter(({ verdict }) => verdict === "held").map(({ name }) => name));
        expect(changes.filter(({ held }) => held !== undefined && !tripped.has(held)).map(renderChange)).toEqual([]);
        const position = new Map<ChangeKey, number>(changes.map((change, index) => [change.key, index]));
        expect(position.size).toBe(changes.length);
        changes.forEach((change, index) => {
          for (const need of needsOf(change)) expect(position.get(need) ?? -1).toBeLessThan(index);
        });
      }),
      runs,
    );
  });

  it("does not depend on the order of what the run did", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { input, task } = undonePass(past, acts);
        const other = planUndo(input, { ...task, done: [...task.done].reverse() }).plan;
        expect(JSON.stringify(other)).toBe(JSON.stringify(planUndo(input, task).plan));
      }),
      runs,
    );
  });
});
