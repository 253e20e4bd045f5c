/** Tells why a program did not become ready, as precisely as its own last words allow. */
import { AppError } from "#core/errors.ts";
import { sizeOf, tailSince, turnOver, withoutFrames } from "./log-tail.ts";
import type { Exit } from "./program.ts";
import { programOf, type Service } from "./service.ts";

const logLimit = 10_000_000;

/** Where the service's logs end now: what comes later belongs to this start. Output that grew large is moved aside first. */
export function markLogs(service: Service): readonly number[] {
  turnOver(programOf(service.launch).output, logLimit);
  return logsOf(service).map(sizeOf);
}

function logsOf({ launch, logs }: Service): readonly string[] {
  return [programOf(launch).output, ...logs];
}

function lastLines(service: Service, marks: readonly number[]): string {
  const lines = logsOf(service).flatMap((file, index) => tailSince(file, marks[index] ?? 0, 40));
  return withoutFrames(lines).slice(-8).join("\n");
}

/**
 * `platform.port-busy`, `platform.disk-full` or `platform.missing-program` when its last lines say so,
 * `platform.start-failed {name, detail, log}` otherwise.
 */
export function startFailure(service: Service, result: "late" | "stopped" | Exit, marks: readonly number[]): AppError {
  const { path, folder, output } = programOf(service.launch);
  const lines = lastLines(service, marks);
  if (/address already in use|couldn't listen on/i.test(lines)) return new AppError("platform.port-busy", { port: String(service.port) });
  if (/no space left on device|disk is full/i.test(lines)) return new AppError("platform.disk-full", { path: folder });
  const module = lines.match(/No module named '?([\w.]+)/)?.[1];
  if (module !== undefined) return new AppError("platform.missing-program", { name: module, program: path });
  const detail = [howItWent(service, result), ...lines.split("\n")].filter((line) => line !== "").join("\n  ");
  return new AppError("platform.start-failed", { name: service.name, detail, log: output });
}

function howItWent({ startMilliseconds }: Service, result: "late" | "stopped" | Exit): string {
  if (result === "late") return `no answer after ${startMilliseconds / 1000} s`;
  return result === "stopped" ? "stopped before it was ready" : `exit ${result.signal ?? result.code}`;
}
