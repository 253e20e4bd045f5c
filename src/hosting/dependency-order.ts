/** Goes through services in the order of their needs, or the other way round, as much as possible at the same time. */
import type { Service } from "./service.ts";

export type Direction = "needed-first" | "needing-first";

interface Walk {
  readonly services: readonly Service[];
  readonly direction: Direction;
  /** At most so many steps at the same time. */
  readonly parallel: number;
}

/** Throws when a name is doubled, a need unknown, or services need each other in a circle: a mistake of whoever listed them. */
export function checkNeeds(services: readonly Service[]): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  if (byName.size !== services.length) throw new Error("two services have the same name");
  function visit({ name, needs }: Service, above: readonly string[]): void {
    if (above.includes(name)) throw new Error(`services need each other: ${[...above, name].join(" → ")}`);
    for (const need of needs) {
      const needed = byName.get(need);
      if (needed === undefined) throw new Error(`service ${name} needs ${need}, which does not exist`);
      visit(needed, [...above, name]);
    }
  }
  for (const service of services) visit(service, []);
}

/** How many steps still come after this service when stopping: the length of the longest chain of its needs. */
export function depthOf(service: Service, services: readonly Service[]): number {
  const needed = services.filter(({ name }) => service.needs.includes(name));
  return needed.length === 0 ? 0 : 1 + Math.max(...needed.map((one) => depthOf(one, services)));
}

/**
 * Runs the step of each service as soon as those of the services before it are done. Rejects with the first failure at once;
 * no step is begun after that, those under way are the caller's to end.
 */
export function walk({ services, direction, parallel }: Walk, step: (service: Service) => Promise<void>): Promise<void> {
  const finished = Promise.withResolvers<void>();
  const waiting = new Set(services);
  const done = new Set<string>();
  let underWay = 0;
  let failed = false;

  const before = ({ name, needs }: Service): readonly string[] =>
    direction === "needed-first" ? needs : services.filter((other) => other.needs.includes(name)).map((other) => other.name);

  function advance(): void {
    if (done.size === services.length) finished.resolve();
    for (const service of waiting) {
      if (failed || underWay >= parallel) return;
      if (before(service).every((name) => done.has(name))) begin(service);
    }
  }

  function begin(service: Service): void {
    waiting.delete(service);
    underWay += 1;
    step(service).then(
      () => {
        underWay -= 1;
        done.add(service.name);
        advance();
      },
      (error: unknown) => {
        failed = true;
        finished.reject(error);
      },
    );
  }

  advance();
  return finished.promise;
}
