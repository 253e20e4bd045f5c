/** What one plan does that another doesn't. */
import { type Change, type ChangeKind, effectOf } from "./change.ts";
import type { Plan } from "./plan.ts";

export interface PlanDifference {
  /** Only in the second plan, or with another effect there. */
  readonly added: readonly Change[];
  /** Only in the first one, or with another effect there. */
  readonly removed: readonly Change[];
  readonly counts: Partial<Record<ChangeKind, { readonly added: number; readonly removed: number }>>;
}

export function differenceOf(first: Pick<Plan, "changes">, second: Pick<Plan, "changes">): PlanDifference {
  const added = without(second.changes, first.changes);
  const removed = without(first.changes, second.changes);
  const counts: Partial<Record<ChangeKind, { added: number; removed: number }>> = {};
  for (const [side, changes] of [["added", added] as const, ["removed", removed] as const]) {
    for (const { kind } of changes) {
      const count = counts[kind] ?? { added: 0, removed: 0 };
      counts[kind] = { ...count, [side]: count[side] + 1 };
    }
  }
  return { added, removed, counts };
}

function without(changes: readonly Change[], others: readonly Change[]): Change[] {
  const known = new Map(others.map((change) => [change.key, effectOf(change)]));
  return changes.filter((change) => known.get(change.key) !== effectOf(change));
}
