/** Small invented files that break one rule each, and neighbours that break none: they prove the rules can fail. */

export interface Fixture {
  readonly title: string;
  readonly file: string;
  readonly source: string;
  /** Name of the rule broken; null when the file is fine. */
  readonly breaks: string | null;
}

const header = "/** A fixture. */\n";

function breaking(breaks: string | null, title: string, file: string, code: string): Fixture {
  return { title, file, source: `${header}${code}\n`, breaks };
}

const long = (lines: number): string => Array.from({ length: lines - 1 }, (_, index) => `export const n${index} = ${index};`).join("\n");

export const fixtures: readonly Fixture[] = [
  breaking("table", "core may not import the engine", "src/core/a.ts", 'import { run } from "#engine/run.ts";'),
  breaking(
    "table",
    "core may not even import a type of the configuration",
    "src/core/a.ts",
    'import type { Config } from "#config/schema.ts";',
  ),
  breaking(
    "table",
    "an adapter may not import another family",
    "src/adapters/matrix/a.ts",
    'import { open } from "#adapters/store/open.ts";',
  ),
  breaking("table", "an adapter may not import a use case", "src/adapters/store/a.ts", 'import type { Pass } from "#engine/pass.ts";'),
  breaking(
    "table",
    "an adapter takes types of the configuration, not values",
    "src/adapters/store/a.ts",
    'import { parse } from "#config/store.ts";',
  ),
  breaking("table", "the command line may not import an adapter", "src/cli/a.ts", 'import { open } from "#adapters/store/open.ts";'),
  breaking("table", "a re-export counts as an import", "src/core/a.ts", 'export { run } from "#engine/run.ts";'),
  breaking("table", "an import over several lines is seen", "src/core/a.ts", 'import {\n  run,\n  stop,\n} from "#engine/run.ts";'),
  breaking("table", "a dynamic import is seen", "src/engine/a.ts", 'export const a = () => import("#adapters/store/open.ts");'),
  breaking("table", "a ring nobody declared is refused", "src/magic/a.ts", 'import { a } from "#core/a.ts";'),
  breaking(
    null,
    "an adapter may import core and the ports' types",
    "src/adapters/store/a.ts",
    'import type { Store } from "#engine/ports.ts";\nimport { a } from "#core/a.ts";',
  ),
  breaking(null, "inline type imports are types", "src/platform/a.ts", 'import { type LocalPlatform } from "#config/platform.ts";'),
  breaking(
    null,
    "an import in a comment or a string is none",
    "src/core/a.ts",
    '// import "#engine/run.ts"\nexport const a = `import { b } from "#engine/run.ts"`;',
  ),
  breaking(null, "a quote inside a regular expression opens no string", "src/core/a.ts", 'export const a = /["`]/;\nexport const b = "a";'),
  breaking(
    "table",
    "code after a regular expression with quotes is read",
    "src/core/a.ts",
    'export const a = /[\'"`/]/;\nexport { run } from "#engine/run.ts";',
  ),
  breaking("package", "core uses no package", "src/core/a.ts", 'import { z } from "zod";'),
  breaking("package", "core uses nothing of Node", "src/core/a.ts", 'import { readFileSync } from "node:fs";'),
  breaking("package", "an adapter uses its own library only", "src/adapters/matrix/a.ts", 'import { sql } from "kysely";'),
  breaking("package", "a scoped package is known by its whole name", "src/engine/a.ts", 'import { PGlite } from "@electric-sql/pglite";'),
  breaking(null, "a sub-path belongs to its package", "src/adapters/directory/csv/a.ts", 'import { parse } from "csv-parse/sync";'),
  breaking("relative", "a relative import stays in its ring", "src/core/a.ts", 'import { run } from "../engine/run.ts";'),
  breaking(
    "relative",
    "families of adapters are rings of their own",
    "src/adapters/matrix/a.ts",
    'import { open } from "../store/open.ts";',
  ),
  breaking(
    "relative",
    "production code never reaches into the tests",
    "src/engine/a.ts",
    'import { fake } from "../../test/fakes/store.ts";',
  ),
  breaking("relative", "a test reaches the code by its ring", "test/a.test.ts", 'import { run } from "../src/engine/run.ts";'),
  breaking(null, "a test may import a tool", "test/a.test.ts", 'import { pages } from "../tools/pages.ts";'),
  breaking(null, "inside a family, relative is right", "src/adapters/directory/csv/a.ts", 'import { rows } from "../rows.ts";'),
  breaking("wire", "the composition root is for main.ts and tests", "src/cli/a.ts", 'import { wire } from "#wire";'),
  breaking(null, "a test may use the composition root", "test/integration/a.test.ts", 'import { wire } from "#wire";'),
  breaking("extension", "imports carry the extension", "src/engine/a.ts", 'import { a } from "#core/a";'),
  breaking("size", "301 lines are too many", "src/core/a.ts", long(301)),
  breaking(null, "300 lines are allowed", "src/core/a.ts", long(300)),
  { title: "shell scripts have the same limit", file: "tools/a.sh", source: "true\n".repeat(301), breaks: "size" },
  { title: "a file says what it is", file: "src/core/a.ts", source: "export const a = 1;\n", breaks: "header" },
  breaking("name", "a drawer for everything is refused", "src/core/date-utils.ts", "export const a = 1;"),
  breaking("module-mock", "no module mocks", "src/core/a.test.ts", 'vi.mock("./b.ts");'),
  breaking("default-export", "no default exports", "src/core/a.ts", "export default function a() {}"),
  breaking("environment", "the environment is read in one place", "src/engine/a.ts", "export const a = process.env.HOME;"),
  breaking(null, "the environment in a sentence is only words", "src/engine/a.ts", 'export const a = "set process.env.HOME";'),
  breaking("pure", "no clock in a pure ring", "src/core/a.ts", "export const a = new Date();"),
  breaking("pure", "no clock inside a template either", "src/core/a.ts", `export const a = \`now \${Date.now()} is\`;`),
  breaking("pure", "no randomness in a pure ring", "src/sample/a.ts", "export const a = Math.random();"),
  breaking("pure", "no network in a pure ring", "src/platform/a.ts", "export const a = () => fetch(url);"),
  breaking("pure", "no output from a pure ring", "src/i18n/a.ts", "console.log(1);"),
  breaking(
    null,
    "a pure ring may compute, and have methods named like globals",
    "src/core/a.ts",
    "export const a = Math.max(1, store.fetch(2));",
  ),
  breaking(null, "a test of a pure ring may use the clock", "src/core/a.test.ts", "const now = Date.now();"),
  breaking("silencer", "no check is switched off", "src/core/a.ts", `// @ts-${"ignore"}\nexport const a = 1;`),
];
