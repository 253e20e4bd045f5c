/** What one process asks of another, the one that owns a platform: files in its run folder, each answered by its removal or by a failure. */
import { randomUUID } from "node:crypto";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import type { Layout } from "./layout.ts";
import { makeFolder, readIfThere, writePrivate } from "./private-files.ts";

/** Ends one process gently and starts it again, with the files as they are now. */
export interface OwnerRequest {
  readonly restart: string;
}

const folderOf = (layout: Layout): string => join(layout.run, "requests");
const asked = ".request";
const failed = ".failed";

/** Requests and answers that nobody waits for any more. */
export function dropRequests(layout: Layout): void {
  rmSync(folderOf(layout), { recursive: true, force: true });
}

/**
 * "done" once the owner did it; "gone" when it ended before (`isOwned` says whether it lives). What it failed of is thrown as its own
 * error; `platform.restart-failed` when it doesn't answer within `patience` milliseconds.
 */
export async function askOwner(
  layout: Layout,
  request: OwnerRequest,
  isOwned: () => boolean,
  patience = 180_000,
): Promise<"done" | "gone"> {
  const folder = folderOf(layout);
  makeFolder(folder);
  const path = join(folder, randomUUID());
  writePrivate(path + asked, JSON.stringify(request));
  const end = Date.now() + patience;
  while (readIfThere(path + asked) !== null) {
    if (!isOwned() || Date.now() > end) {
      rmSync(path + asked, { force: true });
      if (!isOwned()) return "gone";
      throw new AppError("platform.restart-failed", { name: request.restart, detail: "no answer" });
    }
    await pause(20);
  }
  const failure = readIfThere(path + failed);
  rmSync(path + failed, { force: true });
  if (failure !== null) throw failureOf(failure);
  // A folder that an ending owner swept away is no answer.
  return isOwned() ? "done" : "gone";
}

function failureOf(text: string): AppError {
  return new AppError("platform.restart-failed", JSON.parse(text));
}

/** For the owner: answers what is asked, one request after the other, oldest first by name; never throws. */
export function createAnswering(layout: Layout, restart: (name: string) => Promise<void>): () => Promise<void> {
  let isBusy = false;
  return async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      for (const name of requestsIn(layout)) await answerOne(join(folderOf(layout), name.slice(0, -asked.length)), restart);
    } finally {
      isBusy = false;
    }
  };
}

function requestsIn(layout: Layout): readonly string[] {
  try {
    return readdirSync(folderOf(layout)).filter((name) => name.endsWith(asked));
  } catch {
    return [];
  }
}

async function answerOne(path: string, restart: (name: string) => Promise<void>): Promise<void> {
  const name = nameIn(readIfThere(path + asked) ?? "");
  try {
    await restart(name);
  } catch (error) {
    writeFailure(path, paramsOf(error, name));
  }
  rmSync(path + asked, { force: true });
}

/** On a full disk the request itself becomes the failure, without its reason. */
function writeFailure(path: string, params: Readonly<Record<string, string | number>>): void {
  try {
    writePrivate(path + failed, JSON.stringify(params));
  } catch {
    renameSync(path + asked, path + failed);
  }
}

function nameIn(text: string): string {
  try {
    return String((JSON.parse(text) as OwnerRequest).restart);
  } catch {
    return "";
  }
}

function paramsOf(error: unknown, name: string): Readonly<Record<string, string | number>> {
  if (error instanceof AppError) return { name, ...error.params };
  return { name, detail: error instanceof Error ? error.message : String(error) };
}
