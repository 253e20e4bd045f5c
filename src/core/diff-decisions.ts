/** What plans say of the decisions themselves: a pause, and decisions whose subject is no longer known. */
import type { DecisionKind } from "./decision.ts";
import { authorship, type Decided, type Pause } from "./decisions.ts";
import { type Problem, problem } from "./problem.ts";
import type { World } from "./world.ts";

/** A decision is kept whatever becomes of its subject; without one it changes nothing, so somebody should look at it. */
export function reportDecisions(world: World): Problem[] {
  const { decisions, directory, ledger } = world;
  const known = (person: Parameters<typeof ledger.accounts.has>[0]) => directory.people.has(person) || ledger.accounts.has(person);
  const { structures } = directory;
  return [
    ...[decisions.pause, ...decisions.pausedKinds.values()].flatMap((pause) => (pause === null ? [] : [paused(pause)])),
    ...[...decisions.overrides.values()].filter(({ person }) => !known(person)).map((one) => orphaned("override", one.person, one)),
    ...[...decisions.exemptions.values()].filter(({ person }) => !known(person)).map((one) => orphaned("exemption", one.person, one)),
    ...[...decisions.leavings.values()].filter(({ person }) => !known(person)).map((one) => orphaned("leaving", one.person, one)),
    ...[...decisions.emergencies.values()].filter(({ person }) => !known(person)).map((one) => orphaned("emergency", one.person, one)),
    ...[...decisions.erasures.values()].filter(({ person }) => !known(person)).map((one) => orphaned("erasure", one.person, one)),
    ...[...decisions.refreshes.values()].filter(({ person }) => !known(person)).map((one) => orphaned("refresh", one.person, one)),
    ...[...decisions.successors.values()]
      .filter(({ structure, successor }) => !structures.has(structure) || !structures.has(successor))
      .map((one) => orphaned("successor", one.structure, one)),
    ...[...decisions.closings.values()]
      .filter(({ structure }) => !structures.has(structure))
      .map((one) => orphaned("closing", one.structure, one)),
  ];
}

function paused(pause: Pause): Problem {
  return problem("paused", pause.scope, authorship(pause));
}

function orphaned(kind: DecisionKind, subject: string, { by, since }: Decided): Problem {
  return problem("decision-orphaned", subject, { kind, by, day: since });
}
