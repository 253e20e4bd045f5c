/** The supervisor with small real programs: it starts, watches, starts again, gives up and reports. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { freePort } from "./ports.ts";
import { isAlive, type ProcessIdentity, signal } from "./process-identity.ts";
import type { Program } from "./program.ts";
import { programOf, type Service } from "./service.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";

const answering = `require("http").createServer((q, r) => r.end("OK")).listen(Number(process.argv[1]), "127.0.0.1")`;
const deaf = `process.on("SIGTERM", () => {}); ${answering}`;

let folder = "";
let running: Supervisor | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-supervisor-"));
});
afterEach(async () => {
  await running?.stop("at-once");
  rmSync(folder, { recursive: true, force: true });
});

async function serviceOf(script: string, more: Partial<Service> = {}): Promise<Service> {
  const port = await freePort();
  const program: Program = {
    path: process.execPath,
    args: ["-e", script, String(port)],
    folder,
    env: { PATH: "/usr/bin:/bin" },
    output: join(folder, "out"),
  };
  return {
    name: "small",
    role: "main",
    port,
    health: { kind: "http", url: `http://127.0.0.1:${port}/health` },
    needs: [],
    launch: { kind: "program", program },
    logs: [],
    startMilliseconds: 20_000,
    stopMilliseconds: 10_000,
    ...more,
  };
}

function supervise(service: Service, mayRestart = true): Supervisor {
  running = createSupervisor(service, { changed: () => {}, mayRestart: () => mayRestart });
  return running;
}

function identityOf(supervisor: Supervisor): ProcessIdentity {
  const child = supervisor.state().child;
  if (child === null) throw new Error("not running");
  return child.identity;
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !done(); tries += 1) await pause(25);
  expect(done()).toBe(true);
}

async function failure(act: Promise<unknown>): Promise<AppError> {
  const error: unknown = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error("expected an AppError", { cause: error });
}

it("starts, is killed, starts again as another process, stops", async () => {
  const supervisor = supervise(await serviceOf(answering));
  await supervisor.start();
  const first = identityOf(supervisor);
  signal(first, "SIGKILL");
  await until(() => supervisor.state().restarts === 1 && supervisor.state().child !== null);
  const second = identityOf(supervisor);
  expect(second.pid).not.toBe(first.pid);
  await supervisor.stop();
  expect([isAlive(first), isAlive(second), supervisor.state().child]).toEqual([false, false, null]);
});

it("does not start again what somebody stopped on purpose", async () => {
  const supervisor = supervise(await serviceOf(answering), false);
  await supervisor.start();
  signal(identityOf(supervisor), "SIGTERM");
  await until(() => supervisor.state().child === null);
  await pause(600);
  expect(supervisor.state()).toMatchObject({ child: null, restarts: 0 });
});

it("forces a program that ignores the request to end", async () => {
  const supervisor = supervise(await serviceOf(deaf, { stopMilliseconds: 200 }));
  await supervisor.start();
  const known = identityOf(supervisor);
  await supervisor.stop();
  expect(isAlive(known)).toBe(false);
});

it("tells the last lines of a program that dies at its start, of this start only", async () => {
  const service = await serviceOf(`console.error("configuration: unknown key " + process.pid); process.exit(3)`);
  await failure(supervise(service).start());
  const error = await failure(supervise(service).start());
  expect(error).toMatchObject({ code: "platform.start-failed", params: { name: "small", detail: expect.stringContaining("exit 3") } });
  expect(String(error.params.detail).match(/unknown key/g)).toHaveLength(1);
});

it("ends a program that never answers", async () => {
  const supervisor = supervise(await serviceOf("setInterval(() => {}, 1000)", { startMilliseconds: 300 }));
  const error = await failure(supervisor.start());
  expect(error).toMatchObject({ code: "platform.start-failed", params: { detail: "no answer after 0.3 s" } });
  expect(supervisor.state().child).toBeNull();
});

it.each([
  ["OSError: [Errno 28] No space left on device", "platform.disk-full"],
  ["CannotListenError: Couldn't listen on 127.0.0.1:80: Address already in use", "platform.port-busy"],
  ["ModuleNotFoundError: No module named 'synapse'", "platform.missing-program"],
])("understands %j", async (words, code) => {
  const service = await serviceOf(`console.error(${JSON.stringify(words)}); process.exit(1)`);
  expect((await failure(supervise(service).start())).code).toBe(code);
});

it("says which program is missing", async () => {
  const service = await serviceOf(answering);
  const program = { ...programOf(service.launch), path: join(folder, "nowhere") };
  expect(await failure(supervise({ ...service, launch: { kind: "program", program } }).start())).toMatchObject({
    code: "platform.missing-program",
    params: { name: join(folder, "nowhere") },
  });
});
