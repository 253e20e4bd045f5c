/** Services in the order of their needs, without any process. */
import { expect, it } from "vitest";
import { checkNeeds, depthOf, walk } from "./dependency-order.ts";
import type { Service } from "./service.ts";

function service(name: string, ...needs: readonly string[]): Service {
  const program = { path: "/bin/true", args: [], folder: "/", env: {}, output: "/dev/null" };
  const rest = { role: "", port: 0, logs: [], startMilliseconds: 1, stopMilliseconds: 1 };
  return { name, needs, health: { kind: "process" }, launch: { kind: "program", program }, ...rest };
}

const chain = [service("c", "b"), service("b", "a"), service("a"), service("x")];

it("refuses a doubled name, an unknown need and a circle", () => {
  expect(() => checkNeeds(chain)).not.toThrow();
  expect(() => checkNeeds([service("a"), service("a")])).toThrow("same name");
  expect(() => checkNeeds([service("a", "z")])).toThrow("service a needs z");
  expect(() => checkNeeds([service("a", "b"), service("b", "a")])).toThrow("a → b → a");
});

it("knows how many steps lie below", () => {
  expect(chain.map((one) => depthOf(one, chain))).toEqual([2, 1, 0, 0]);
});

it.each([
  ["needed-first", ["a", "x", "b", "c"]],
  ["needing-first", ["c", "x", "b", "a"]],
] as const)("goes %s", async (direction, expected) => {
  const seen: string[] = [];
  await walk({ services: chain, direction, parallel: 9 }, async ({ name }) => {
    seen.push(name);
  });
  expect(seen).toEqual(expected);
});

it("ends at once with nothing to do", async () => {
  await walk({ services: [], direction: "needed-first", parallel: 1 }, async () => {
    throw new Error("nothing to start");
  });
});

it("begins nothing after a failure", async () => {
  const seen: string[] = [];
  const step = async ({ name }: Service): Promise<void> => {
    seen.push(name);
    if (name === "b") throw new Error("b broke");
  };
  await expect(walk({ services: chain, direction: "needed-first", parallel: 1 }, step)).rejects.toThrow("b broke");
  expect(seen).toEqual(["a", "b"]);
});
