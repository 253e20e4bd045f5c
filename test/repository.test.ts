/** What the repository promises about itself: exact versions, lock files without a host, nothing of one machine, a launcher that stays small. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url).pathname;
const tracked = execFileSync("git", ["ls-files", "--deduplicate"], { cwd: root, encoding: "utf8" }).split("\n").filter(isPresent);

function isPresent(file: string): boolean {
  return file !== "" && statSync(`${root}${file}`, { throwIfNoEntry: false })?.isFile() === true;
}

function readText(file: string): string {
  return readFileSync(`${root}${file}`, "utf8");
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly resolved?: string; readonly integrity?: string }>>;
}
const manifest: Manifest = JSON.parse(readText("package.json"));
const lock: Lock = JSON.parse(readText("package-lock.json"));
const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

/** `name version`, for every version that is not one exact release. */
function looseVersions(versions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(versions)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} ${version}`);
}

/** Places of one machine or one network: they mean nothing elsewhere. */
const machinePlaces =
  /(?:^|[^\w.~-])\/(?:work|workspace|home\/[a-z]|root|opt\/node\d|tmp\/[a-z]+test)\/|registry\.npmjs|files\.pythonhosted|pypi\.org/;

test("versions in package.json are exact", () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  expect(Object.keys(all).length).toBeGreaterThan(10);
  expect(looseVersions(all)).toEqual([]);
});

test("a loose version would be seen", () => {
  expect(looseVersions({ a: "^1.2.3", b: "1.x", c: "latest", d: "1.2.3" })).toEqual(["a ^1.2.3", "b 1.x", "c latest"]);
});

test("the lock file has a digest for every package and names no registry", () => {
  expect(locked.length).toBeGreaterThan(50);
  expect(locked.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  expect(locked.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
});

test("the lock file answers package.json", () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const differing = Object.entries(all).filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version);
  expect(differing).toEqual([]);
});

test("both processors get the same Node, and types of the same major", () => {
  const versions = new Set(Object.entries(manifest.optionalDependencies).map(([, version]) => version));
  expect([...versions]).toHaveLength(1);
  const [node = ""] = versions;
  expect(manifest.devDependencies["@types/node"]?.split(".")[0]).toBe(node.split(".")[0]);
});

test("every Python requirement is exact and known by hash, without an index", () => {
  const entries = readText("requirements/synapse.txt")
    .split(/\n(?=[a-z])/)
    .slice(1);
  expect(entries.length).toBeGreaterThan(40);
  expect(entries.filter((entry) => !/^[a-z0-9-]+==\S+/.test(entry) || !entry.includes("--hash=sha256:"))).toEqual([]);
  expect(readText("requirements/synapse.txt")).not.toMatch(/https?:|--index-url|--extra-index/);
});

test("the requirements were resolved from their source", () => {
  const asked = readText("requirements/synapse.in")
    .split("\n")
    .filter((line) => /^[a-z]/.test(line));
  expect(asked.length).toBeGreaterThan(0);
  for (const line of asked) expect(readText("requirements/synapse.txt")).toContain(`\n${line} `);
});

test("no tracked file names a place of one machine", () => {
  const naming = tracked.filter((file) => !file.endsWith("package-lock.json") && machinePlaces.test(readText(file)));
  expect(naming).toEqual([]);
});

test("a place of one machine would be seen", () => {
  const place = ["", "work", "main", "src"].join("/");
  expect(machinePlaces.test(`cd ${place}`)).toBe(true);
  expect(machinePlaces.test("docs/homework/main and network/home/")).toBe(false);
});

test("the launcher stays small enough to read", () => {
  expect(readText("campus").trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  expect(statSync(`${root}campus`).mode & 0o111).toBe(0o111);
});
