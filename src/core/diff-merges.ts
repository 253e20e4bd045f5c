/** Merges of identities: what is still to be approved, and what is no longer decided (docs/RULES.md §1, §12.5). */
import type { Change } from "./change.ts";
import { survivorsOf } from "./duplicates.ts";
import { changeKey, type PersonKey } from "./ids.ts";
import type { LedgerWrite } from "./ledger.ts";
import { reason } from "./reason.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

/** One change per survivor: everything that the merge brings them waits for it. */
export function diffMerges({ decisions, ledger }: World): Change[] {
  const fresh = [...survivorsOf(decisions.merges)].filter(([absorbed, survivor]) => ledger.merges.get(absorbed) !== survivor);
  const bySurvivor = Map.groupBy(fresh, ([, survivor]) => survivor);
  return [...bySurvivor]
    .sort((a, b) => compareText(a[0], b[0]))
    .map(([person, pairs]): Change => {
      const absorbed = pairs.map(([one]) => one).sort(compareText);
      const by = decisions.merges.get(absorbed[0] as PersonKey)?.by ?? "";
      const why = reason("merged", { people: absorbed.join(", "), by });
      return { kind: "identity.merge", key: changeKey(`identity.merge:${person}`), person, absorbed, reason: why };
    });
}

/** Undone: both are two people again. */
export function endedMerges({ decisions, ledger }: World): LedgerWrite[] {
  if (ledger.merges.size === 0) return [];
  const survivors = survivorsOf(decisions.merges);
  const ended = [...ledger.merges.keys()].filter((absorbed) => !survivors.has(absorbed));
  return ended.sort(compareText).map((absorbed) => ({ kind: "merge.drop", absorbed }));
}
