/** The launcher on an invented machine: stub programs in front of the PATH record what was asked of them. */
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const product = join(import.meta.dirname, "..");
let root = "";

/** A program of the invented machine; every call is a line of `calls`. */
function stub(name: string, body: string, folder = "bin"): void {
  mkdirSync(join(root, folder), { recursive: true });
  const file = join(root, folder, name);
  writeFileSync(file, `#!/bin/bash\necho "${name} $*" >>"${root}/calls"\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Installs a Node that says what it was given. */
const npmInstalls = `
for cpu in x64 arm64; do
  mkdir -p node_modules/node-linux-$cpu/bin
  printf '#!/bin/bash\\necho "ran $*"; exit 7\\n' >node_modules/node-linux-$cpu/bin/node
  chmod 755 node_modules/node-linux-$cpu/bin/node
done`;

/** A virtual environment whose Python does nothing but succeed. */
const pythonInstalls = `
if [ "$1" = --version ]; then echo "Python 3.12.1"; fi
if [ "$2" = venv ]; then mkdir -p "$3/bin"; printf '#!/bin/bash\\necho "pip $*" >>"${"$"}{CALLS}"\\n' >"$3/bin/python"; chmod 755 "$3/bin/python"; fi`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "campus-launcher-"));
  for (const folder of ["tools", "requirements"]) mkdirSync(join(root, folder));
  for (const file of ["campus", "tools/steps.sh", "package-lock.json", "requirements/synapse.txt"])
    copyFileSync(join(product, file), join(root, file));
  stub("node", "echo v20.1.0");
  stub("npm", `if [ "$1" = --version ]; then echo 10.2.3; exit; fi\nsleep 0.3\n${npmInstalls}`);
  stub("python3", pythonInstalls);
  stub("id", "echo 1000");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

interface End {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[], lang = "en_GB.UTF-8"): Promise<End> {
  const env = { PATH: `${root}/bin:/usr/bin:/bin`, LANG: lang, HOME: root, CALLS: `${root}/calls` };
  const child = spawn(join(root, "campus"), args, { env, cwd: tmpdir(), stdio: ["ignore", "pipe", "pipe"] });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (text.out += chunk));
  child.stderr.on("data", (chunk) => (text.err += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...text })));
}

function calls(): readonly string[] {
  return existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8").trim().split("\n") : [];
}

const installs = (): readonly string[] => calls().filter((call) => / (ci|install|-m venv) ?|^pip/.test(call));

describe("first start", () => {
  test("installs what the lock file says, without scripts, then becomes the program", async () => {
    const end = await start(["plan", "--json"]);
    expect(end.out).toBe(`ran ${root}/src/main.ts plan --json\n`);
    expect(end.code).toBe(7);
    expect(installs()).toEqual(["npm ci --ignore-scripts --no-audit --no-fund"]);
    expect(end.err).toMatch(/^npm packages \(lock file respected\) … \d+ s\n$/);
  });

  test("speaks French unless told otherwise", async () => {
    expect((await start(["plan"], "")).err).toMatch(/^Bibliothèques npm/);
    rmSync(join(root, "node_modules"), { recursive: true });
    expect((await start(["plan", "--lang", "en"], "fr_FR.UTF-8")).err).toMatch(/^npm packages/);
  });

  test("only commands that start servers wait for Synapse", async () => {
    await start(["demo", "--help"]);
    expect(installs().filter((call) => call.startsWith("pip"))).toEqual([]);
    await start(["--lang", "fr", "demo"]);
    const pip = installs().filter((call) => call.startsWith("pip"));
    expect(pip).toHaveLength(1);
    expect(pip[0]).toContain("--only-binary=:all: --require-hashes -r");
  });

  test("two at once install once", async () => {
    const ends = await Promise.all([start(["plan"]), start(["plan"])]);
    expect(ends.map((end) => end.code)).toEqual([7, 7]);
    expect(installs()).toHaveLength(1);
  });
});

describe("second start", () => {
  test("asks nothing of npm, of Python or of the machine's Node", async () => {
    await start(["demo"]);
    rmSync(join(root, "calls"));
    for (const name of ["npm", "node"]) stub(name, "exit 1");
    const end = await start(["demo"]);
    expect(end.out).toContain("ran ");
    expect(installs()).toEqual([]);
    expect(calls().filter((call) => /^(npm|node) /.test(call))).toEqual([]);
  });

  test("installs again when the lock file or the requirements changed", async () => {
    await start(["demo"]);
    rmSync(join(root, "calls"));
    writeFileSync(join(root, "package-lock.json"), "{}");
    writeFileSync(join(root, "requirements/synapse.txt"), "");
    await start(["demo"]);
    expect(installs().map((call) => call.split(" ")[0])).toEqual(["npm", "python3", "pip"]);
  });
});

describe("what is missing is said, with the remedy", () => {
  test("a Node that is too old", async () => {
    stub("node", "echo v18.19.0");
    const end = await start(["plan"]);
    expect(end).toMatchObject({ code: 1, out: "" });
    expect(end.err).toBe("node ≥ 20 is required (found: 18.19.0). Install it: sudo apt-get install nodejs\n");
    expect(installs()).toEqual([]);
  });

  test("a Python that is too old", async () => {
    stub("python3", "echo Python 3.9.2");
    const end = await start(["demo"]);
    expect(end.code).toBe(1);
    expect(end.err).toContain("python3 ≥ 3.10 is required (found: 3.9.2)");
  });

  test("an installation that fails shows the end of its log, and is tried again next time", async () => {
    stub("npm", 'if [ "$1" = --version ]; then echo 10.2.3; exit; fi\necho "no space left" >&2; exit 28');
    const end = await start(["plan"]);
    expect(end).toMatchObject({ code: 1, out: "" });
    expect(end.err).toContain("no space left\nFailed; nothing else was done. Full log: ");
    await start(["plan"]);
    expect(installs()).toHaveLength(2);
  });
});
