/** Reading campus.yaml: every error with its line, paths made absolute, secrets replaced, nothing changeable afterwards. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { AppError } from "#core/errors.ts";
import { roleIn } from "#core/merge-policy.ts";
import { readEnvironment } from "./environment.ts";
import { loadConfig, parseConfig } from "./load.ts";
import { makePolicy } from "./policy.ts";
import { isWorldReadable, readSecret, secretFiles } from "./secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = `servers:
  - name: prod
    url: http://127.0.0.1:8008
    serverName: univ-demo.example
    tokenFile: secrets/token
    policy:
      delays: { graceDays: 3 }
      functions: { table: { X1: head } }
sources:
  - kind: csv
    folder: data
`;

function detailsOf(text: string): string[] {
  try {
    parseConfig(text, "campus.yaml", "en");
  } catch (error) {
    if (error instanceof AppError) return String(error.params.details).split("\n");
    throw error;
  }
  return [];
}

test("every error is listed with its line and its path", () => {
  const bad = good
    .replace("tokenFile", "tokenfile")
    .replace("graceDays: 3", "graceDayz: 3, eraseMonths: many")
    .replace("kind: csv", "kind: cvs");
  expect(detailsOf(bad)).toEqual([
    expect.stringMatching(/^ {2}campus\.yaml:2 servers\.0\.tokenFile: /),
    expect.stringMatching(/^ {2}campus\.yaml:5 servers\.0\.tokenfile: /),
    expect.stringMatching(/^ {2}campus\.yaml:7 servers\.0\.policy\.delays\.eraseMonths: /),
    expect.stringMatching(/^ {2}campus\.yaml:7 servers\.0\.policy\.delays\.graceDayz: /),
    expect.stringMatching(/^ {2}campus\.yaml:10 sources\.0\.kind: /),
  ]);
});

test("broken YAML, an empty file, duplicate names and unknown sources are errors too", () => {
  expect(detailsOf("servers: [")[0]).toMatch(/campus\.yaml:1 /);
  expect(detailsOf("")).toEqual([expect.stringContaining("servers"), expect.stringContaining("sources")]);
  const twice = `${good}  - kind: csv\n    folder: other\n`;
  expect(detailsOf(twice)).toEqual([expect.stringContaining("sources.1.name: duplicate: directory")]);
  expect(detailsOf(good.replace("    policy:", "    sources: [nobody]\n    policy:"))).toEqual([
    expect.stringContaining("unknown source: nobody"),
  ]);
  expect(detailsOf(good.replace("name: prod", "name: api"))).toEqual([expect.stringContaining("reserved")]);
});

test("paths are absolute, secrets may come from variables, the result is frozen", () => {
  const file = join(folder, "campus.yaml");
  writeFileSync(file, good);
  const config = loadConfig({ file, secrets: { CAMPUS_PROD_TOKEN_FILE: "/run/credentials/token" } });
  expect(config.servers[0]?.tokenFile).toBe("/run/credentials/token");
  expect(config.sources[0]).toMatchObject({ kind: "csv", folder: join(folder, "data") });
  expect(config.store).toMatchObject({ kind: "embedded", folder: join(folder, ".campus/store") });
  expect(() => Object.assign(config.servers, { length: 0 })).toThrow(TypeError);
  expect(() => loadConfig({ file: join(folder, "absent.yaml") })).toThrow(AppError);
});

test("a policy is the default one with the site's values over it; tables are replaced whole", () => {
  const policy = makePolicy("univ-demo.example", parseConfig(good, "campus.yaml").servers[0]?.policy ?? {});
  expect(policy.delays).toMatchObject({ graceDays: 3, graceAutumnDays: 30 });
  expect(policy.functions).toEqual({ table: { X1: "head" }, withoutSuccessorDays: 60 });
});

test("a secret must exist, not be empty, and be private", () => {
  const file = join(folder, "token");
  const secret = { owner: "prod", file, variable: "CAMPUS_PROD_TOKEN_FILE" };
  expect(() => readSecret(secret)).toThrow(expect.objectContaining({ code: "config.secret-missing" }));
  writeFileSync(file, "\n");
  expect(() => readSecret(secret)).toThrow(expect.objectContaining({ code: "config.secret-missing" }));
  writeFileSync(file, "invented-token\n");
  expect(readSecret(secret)).toBe("invented-token");
  chmodSync(file, 0o644);
  expect(isWorldReadable(file)).toBe(true);
  chmodSync(file, 0o600);
  expect(isWorldReadable(file)).toBe(false);
  expect(secretFiles(parseConfig(good, "campus.yaml")).map(({ owner }) => owner)).toEqual(["prod"]);
});

test("of the environment only named variables are kept", () => {
  const environment = readEnvironment({ LANG: "fr_FR.UTF-8", LC_ALL: "", CAMPUS_PROD_TOKEN_FILE: "/x", HOME: "/root" });
  expect(environment).toEqual({
    locale: "fr_FR.UTF-8",
    configFile: undefined,
    home: undefined,
    secrets: { CAMPUS_PROD_TOKEN_FILE: "/x" },
  });
});

test("roles of sources and whose value wins are checked against the sources there are", () => {
  const csv = (keys: string) => `${good}    name: octopus\n${keys}`;
  expect(detailsOf(csv("    joinBy: [login]\n    issuesIds: true\n"))).toEqual([
    expect.stringContaining("sources.0.joinBy: needs id where issuesIds is true"),
  ]);
  expect(detailsOf(csv("    idPrefix: a b\n"))).toEqual([expect.stringContaining("sources.0.idPrefix")]);
  const merge = (text: string) => csv("").replace("    policy:", `    policy:\n      merge: ${text}`);
  expect(detailsOf(merge("{ people: { mail: [octopus, rh] } }"))).toEqual([
    expect.stringMatching(/campus\.yaml:7 servers\.0\.policy\.merge\.people\.mail\.1: unknown source: rh/),
  ]);
  expect(detailsOf(merge("{ people: { nickname: [octopus] } }"))).toEqual([expect.stringContaining("merge.people.nickname")]);
  const config = parseConfig(merge("{ structures: { label: [octopus] } }"), "campus.yaml");
  const [server] = config.servers;
  expect(makePolicy("univ-demo.example", server?.policy ?? {}).merge).toMatchObject({
    structures: { label: ["octopus"] },
    toldOneByOne: 20,
  });
  expect(config.sources.map(roleIn)).toEqual([{ joinBy: ["id"], issuesIds: true, idPrefix: "" }]);
});

test("sources of databases and feeds are checked key by key, and their secrets may come from variables", () => {
  const sources = (lines: string) => good.replace(/sources:.*/s, `sources:\n${lines}`);
  const sql = (database: string) => sources(`  - kind: sql\n    name: si\n    database: ${database}\n`);
  const postgres = "{ kind: postgres, host: si.example, database: si, user: lecteur }";
  expect(detailsOf(sql(postgres))).toEqual([]);
  expect(detailsOf(sql(postgres.replace("host", "hots")))).toEqual([
    expect.stringMatching(/campus\.yaml:\d+ sources\.0\.database\.host: /),
    expect.stringMatching(/campus\.yaml:\d+ sources\.0\.database\.hots: /),
  ]);
  expect(detailsOf(sql("{ kind: db2 }"))).toEqual([expect.stringContaining("sources.0.database.kind")]);
  expect(detailsOf(`${sql(postgres)}    views: { people: { sql: a, sqlFile: b } }\n`)).toEqual([
    expect.stringContaining("sources.0.views.people.sqlFile: not together with sql"),
  ]);
  expect(detailsOf(sources("  - kind: http\n    url: https://x.example\n    mapping: { people: agents }\n"))).toEqual([
    expect.stringContaining("sources.0.mapping.people: a path such as /data/people"),
  ]);
  const file = join(folder, "sources.yaml");
  writeFileSync(
    file,
    `${sql(postgres)}    views: { people: { sqlFile: agents.sql } }\n  - kind: http\n    name: flux\n    url: https://x.example\n`,
  );
  const secrets = { CAMPUS_SI_PASSWORD_FILE: "/run/credentials/si", CAMPUS_FLUX_TOKEN_FILE: "/run/credentials/flux" };
  const config = loadConfig({ file, secrets });
  expect(config.sources).toMatchObject([
    { database: { passwordFile: "/run/credentials/si" }, views: { people: { sqlFile: join(folder, "agents.sql") } } },
    { tokenFile: "/run/credentials/flux" },
  ]);
  expect(secretFiles(config).map(({ owner, variable }) => [owner, variable])).toEqual([
    ["prod", "CAMPUS_PROD_TOKEN_FILE"],
    ["flux", "CAMPUS_FLUX_TOKEN_FILE"],
    ["si", "CAMPUS_SI_PASSWORD_FILE"],
  ]);
});
