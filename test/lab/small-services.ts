/** Services of tests: tiny programs that answer on a port and write down when they begin, are ready, and end. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#hosting/ports.ts";
import type { Program } from "#hosting/program.ts";
import type { Service } from "#hosting/service.ts";

const note = `
  const [port, name, events] = process.argv.slice(1);
  const note = (word) => require("fs").appendFileSync(events, word + " " + name + "\\n");
  note("begin");`;
const listen = `require("http").createServer((q, r) => r.end("OK")).listen(Number(port), "127.0.0.1", () => note("ready"));`;

/** Answers after a tenth of a second; ends when asked. */
export const answering = `${note} process.on("SIGTERM", () => { note("end"); process.exit(0); }); setTimeout(() => { ${listen} }, 100);`;
/** Answers, and ignores the request to end. */
export const deaf = `${note} process.on("SIGTERM", () => note("asked")); ${listen}`;
/** Dies at its start. */
export const dying = `${note} console.error("cannot read its settings"); process.exit(3);`;

export interface SmallOptions extends Partial<Omit<Service, "launch">> {
  readonly script?: string;
  readonly program?: Partial<Program>;
}

export async function smallService(folder: string, name: string, options: SmallOptions = {}): Promise<Service> {
  const { script = answering, program = {}, ...more } = options;
  const port = await freePort();
  return {
    name,
    role: "small",
    port,
    health: { kind: "http", url: `http://127.0.0.1:${port}/` },
    needs: [],
    launch: {
      kind: "program",
      program: {
        path: process.execPath,
        args: ["-e", script, String(port), name, join(folder, "events")],
        folder,
        env: { PATH: "/usr/bin:/bin" },
        output: join(folder, `${name}.out`),
        ...program,
      },
    },
    logs: [],
    startMilliseconds: 20_000,
    stopMilliseconds: 5_000,
    ...more,
  };
}

/** A database, a cache, a main service that needs both, two workers and a front that need the main one. */
export async function smallPlatform(folder: string, main: SmallOptions = {}): Promise<readonly Service[]> {
  return Promise.all([
    smallService(folder, "front", { needs: ["main"] }),
    smallService(folder, "worker1", { needs: ["main"] }),
    smallService(folder, "worker2", { needs: ["main"] }),
    smallService(folder, "main", { ...main, needs: ["database", "cache"] }),
    smallService(folder, "database"),
    smallService(folder, "cache"),
  ]);
}

/** What they wrote down, in order: "begin main", "ready main", "end main". */
export function eventsIn(folder: string): readonly string[] {
  return readFileSync(join(folder, "events"), "utf8").trim().split("\n");
}
