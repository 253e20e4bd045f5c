/** A decision about one departure ends with it: who comes back, and leaves another year, leaves like anybody (docs/RULES.md §3). */
import { departuresOver } from "#core/lifecycle.ts";
import type { PlanInput } from "#core/plan.ts";
import { reason } from "#core/reason.ts";
import type { PassDeps } from "./deps.ts";

/** From what this pass has read itself only; nothing ends during a pause. */
export async function endLeavings({ store, server, clock, log, say }: PassDeps, input: PlanInput): Promise<void> {
  if (!input.fresh || input.decisions.pause !== null) return;
  const over = departuresOver(input.directory.people, input);
  const end = { by: "campus", why: say(reason("returned")) };
  for (const person of over) await store.endDecision(server, { kind: "leaving", subject: person }, { ...end, at: clock.now() });
  if (over.length > 0) log.info({ people: over.length }, "decisions about departures that are over have ended");
}
