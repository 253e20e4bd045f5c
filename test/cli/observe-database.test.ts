/** A configuration that has Synapse's database read, where nothing answers: no silent change of ways. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSmallSite, type SmallSite } from "./small-site.ts";

/** Nobody listens on the discard port. */
const nowhere = "postgres://campus_observer@127.0.0.1:9/synapse";

describe("Synapse's database can't be reached", () => {
  let site: SmallSite;
  let written = "";
  const configure = (observe: object): void => {
    writeFileSync(
      join(site.folder, "campus.yaml"),
      written.replace("servers:\n  - ", `servers:\n  - observe: ${JSON.stringify(observe)}\n    `),
    );
  };
  beforeAll(async () => {
    site = await openSmallSite();
    written = readFileSync(join(site.folder, "campus.yaml"), "utf8");
  });
  afterAll(() => site.close());

  test("the pass ends with an error that says what to do, and nothing is asked of the server", { timeout: 30_000 }, async () => {
    configure({ kind: "database", url: nowhere });
    const before = site.homeserver.requests().total;
    const { code, err } = await site.campus("plan");
    expect(code).toBe(1);
    expect(err).toContain("La base de données de Synapse est injoignable (127.0.0.1:9/synapse)");
    expect(err).toContain("fallback: api");
    expect(site.homeserver.requests().total).toBe(before);
  });

  test("with fallback: api the plan is made, and says how the server was looked at", { timeout: 30_000 }, async () => {
    configure({ kind: "database", url: nowhere, fallback: "api" });
    const { code, out } = await site.campus("plan", "--json");
    expect(code).toBe(3);
    const { problems } = JSON.parse(out) as { problems: { code: string; text: string }[] };
    const told = problems.filter((one) => one.code === "observed-by-api");
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("ce passage a regardé le serveur par l'API");
  });

  test("doctor names it and goes on", { timeout: 30_000 }, async () => {
    configure({ kind: "database", url: nowhere });
    const { code, out } = await site.campus("doctor", "--json");
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { findings: { check: string; severity: string }[] };
    expect(findings.filter(({ severity }) => severity === "error").map(({ check }) => check)).toEqual(["observe"]);
    expect(findings.map(({ check }) => check)).toContain("source");
  });
});
