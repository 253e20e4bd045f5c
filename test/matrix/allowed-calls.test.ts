/** Every request of the adapter goes through its table of endpoints, so that the internal listener knows them all. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bootstrapEndpoints, endpoints } from "#adapters/matrix/endpoints.ts";

const folder = join(import.meta.dirname, "../../src/adapters/matrix");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const filesWith = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

test("only the table writes paths, only the transport opens connections, only the client uses the transport", () => {
  expect(filesWith(/_matrix|_synapse/)).toEqual(["endpoints.ts"]);
  expect(filesWith(/node:(?:http|https|net|tls)|\bfetch\(/)).toEqual(["transport.ts"]);
  expect(filesWith(/transport\.send|openTransport/)).toEqual(["http.ts", "transport.ts"]);
});

test("every question names a row of the table, and every row is asked", () => {
  const calls = files.flatMap(({ text }) => [...text.matchAll(/\bclient\.(?:ask|get)\(\s*([\w.]+)/g)].map(([, first]) => first ?? ""));
  const named = calls.filter((first) => /^(?:endpoints|bootstrapEndpoints)\.\w+$/.test(first));
  expect(calls.filter((first) => !named.includes(first))).toEqual([]);
  const rows = [
    ...Object.keys(endpoints).map((name) => `endpoints.${name}`),
    ...Object.keys(bootstrapEndpoints).map((name) => `bootstrapEndpoints.${name}`),
  ];
  const asked = new Set(named);
  const unused = rows.filter((row) => !asked.has(row));
  expect(named.filter((name) => !rows.includes(name))).toEqual([]);
  expect(unused).toEqual(["endpoints.readVersion"]);
});
