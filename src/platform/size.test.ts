/** Advice for any number of people holds together: each table is one that a platform accepts, and more people never get less. */
import { describe, expect, it } from "vitest";
import { describePlatform, platformSchema } from "#config/platform.ts";
import { descriptionFindings } from "./description-rules.ts";
import { mostPeople, type Size, sizeFor } from "./size.ts";
import { workerFindings } from "./worker-rules.ts";
import { twelveWorkers } from "./worker-table.ts";

const steps = [1, 200, 500, 1_000, 1_001, 3_000, 3_001, 6_000, 6_001, 9_000, 12_000, 20_000, 30_000, 30_001, 50_000, 100_000, mostPeople];

function described(size: Size) {
  const { workers, connectionsPerProcess, cacheFactor, maxConnections, sharedBuffersMb } = size;
  return {
    profile: "lab" as const,
    synapse: { workers: [...workers], connectionsPerProcess, cacheFactor },
    database: { kind: "postgres" as const, maxConnections, sharedBuffersMb },
  };
}

describe("sizeFor", () => {
  it.each([
    [1, 0],
    [500, 0],
    [1_000, 0],
    [2_000, 3],
    [5_000, 7],
    [9_000, 12],
    [100_000, 42],
  ])("%i people get %i workers", (people, workers) => expect(sizeFor(people).workers).toHaveLength(workers));

  it("9,000 people get the twelve workers of the default table", () => expect(sizeFor(9_000).workers).toEqual(twelveWorkers));

  it.each(steps)("what is advised to %i people is accepted, without a remark", (people) => {
    const size = sizeFor(people);
    expect(workerFindings(platformSchema.parse(described(size)), "at").filter(({ code }) => code !== "worker-job-on-main")).toEqual([]);
    const platform = describePlatform({ name: "prod", serverName: "univ-demo.example" }, described(size));
    expect(descriptionFindings(platform, { hasPublicRoom: true, platforms: [] })).toEqual([]);
  });

  it("never gives less to more people", () => {
    const figures = ({ processes, cores, memoryMb, maxConnections, sharedBuffersMb, cacheFactor, diskGb }: Size): readonly number[] => [
      ...[
        processes,
        cores,
        memoryMb.synapse,
        memoryMb.database,
        maxConnections,
        sharedBuffersMb,
        cacheFactor,
        diskGb.database,
        diskGb.media,
      ],
    ];
    for (let people = 1; people + 500 <= mostPeople; people += 500) {
      const [fewer, more] = [figures(sizeFor(people)), figures(sizeFor(people + 500))];
      expect(
        more.every((figure, index) => figure >= (fewer[index] ?? 0)),
        `${people}`,
      ).toBe(true);
    }
  });

  it("asks for two cores at the least, and for no more processes than a description may have", () => {
    expect(sizeFor(1)).toMatchObject({ processes: 1, cores: 2, memoryMb: { synapse: 600 } });
    expect(sizeFor(mostPeople).workers.length).toBeLessThanOrEqual(60);
  });
});
