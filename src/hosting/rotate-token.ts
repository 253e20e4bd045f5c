/** Replaces the application service's token on a platform of this machine, without an interruption (docs/RULES.md §12.14). */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import type { Site } from "#platform/site.ts";
import { takeFile } from "./exclusive-file.ts";
import { type Layout, layoutOf, makeLayout } from "./layout.ts";
import { askOwner } from "./owner-requests.ts";
import { isAlive } from "./process-identity.ts";
import { type RenderInput, renderPlatform } from "./render-platform.ts";
import { type RecordedProcess, readRecord } from "./running-record.ts";
import { openSecrets, slotIn } from "./secrets.ts";
import { serviceName } from "./synapse-service.ts";
import { proveTokens } from "./token-answers.ts";
import {
  addSlot,
  currentToken,
  dropSlot,
  finishRotation,
  formerToken,
  type RotationStep,
  readRotation,
  rotationSteps,
  useSlot,
} from "./token-slots.ts";

/** Synapse itself, past the reverse proxy, with a token that works there. */
export interface SynapseAccess {
  readonly mainUrl: string;
  readonly forwardedFor: string;
  readonly serverName: string;
  readonly asToken: string;
}

/** What has just been done. */
export type RotationNews =
  | { readonly did: RotationStep | "rendered" | "proven" | "signed-out" | "finished" }
  | { readonly did: "restarted"; readonly name: string };

export interface RotationOrder extends RenderInput {
  /** Steps to take, in order; all when left out. Those already taken are passed over. */
  readonly steps?: readonly RotationStep[];
  /** Ends every session that the old token could have made for the service identities; it has the new one. */
  signOut(access: SynapseAccess): Promise<void>;
  watch?(news: RotationNews): void;
}

export interface RotationReport {
  /** What is to be done next: null once the old token is gone. */
  readonly next: RotationStep | null;
  /** False: only files changed, which the next start will read. */
  readonly isRunning: boolean;
  /** Processes started again, in order. */
  readonly restarted: readonly string[];
}

/**
 * Each step first makes Synapse agree with the files, so that a call that was killed anywhere is repaired by the next one:
 * add (both tokens work) → use (campus reads the new one) → drop (the old one gets 401, seen at every process; sessions of the
 * service identities are ended). Processes are started again one at a time by the process that owns the platform, and only those
 * older than what they read.
 *
 * Throws `platform.rotation-order` for a step before its time, `platform.rotation-busy`, `platform.restart-failed`,
 * `platform.token-unproven`; running the command again goes on from there.
 */
export function rotateToken(order: RotationOrder): Promise<RotationReport> {
  return alone(order.platform.stateFolder, (layout) => rotate(layout, order));
}

/**
 * One step for machines of their own: files only, then `render`, which writes the folders to bring there. Whether a machine was installed
 * can't be seen from here. Taking a step again renders again. Throws `platform.rotation-order`, `platform.rotation-busy`.
 */
export function takeStepForMachines<T>(stateFolder: string, step: RotationStep, render: () => Promise<T>): Promise<T> {
  return alone(stateFolder, async (layout) => {
    if (isDue(layout, step)) changes[step](layout);
    const rendered = await render();
    if (step === "drop") finishRotation(layout);
    return rendered;
  });
}

const changes = { add: addSlot, use: useSlot, drop: dropSlot } as const;

async function alone<T>(stateFolder: string, work: (layout: Layout) => Promise<T>): Promise<T> {
  const layout = layoutOf(stateFolder);
  makeLayout(layout);
  const lock = join(layout.run, "rotating");
  const holder = takeFile(lock);
  if (holder !== null) throw new AppError("platform.rotation-busy", { pid: String(holder.pid) });
  try {
    // The first slot, where there was none.
    openSecrets(layout);
    return await work(layout);
  } finally {
    rmSync(lock, { force: true });
  }
}

async function rotate(layout: Layout, order: RotationOrder): Promise<RotationReport> {
  const restarted: string[] = [];
  let isRunning = isOwned(layout);
  for (const step of order.steps ?? rotationSteps) {
    if (!isDue(layout, step)) continue;
    isRunning = await take(layout, order, { step, restarted });
  }
  const { next, isUnderWay } = readRotation(layout);
  return { next: isUnderWay ? next : null, isRunning, restarted };
}

/** False for a step that was taken already. */
function isDue(layout: Layout, step: RotationStep): boolean {
  const { next } = readRotation(layout);
  const distance = rotationSteps.indexOf(step) - rotationSteps.indexOf(next);
  if (distance > 0) throw new AppError("platform.rotation-order", { step, next });
  return distance === 0;
}

interface Turn {
  readonly step: RotationStep;
  readonly restarted: string[];
}

async function take(layout: Layout, order: RotationOrder, { step, restarted }: Turn): Promise<boolean> {
  const tell = (news: RotationNews): void => {
    if (news.did === "restarted") restarted.push(news.name);
    order.watch?.(news);
  };
  const change = (): void => {
    changes[step](layout);
    tell({ did: step });
  };
  // campus is given the new token once Synapse was seen to know it; the other two are changes that Synapse then learns.
  if (step !== "use") change();
  const site = await agree(layout, order, tell);
  if (step === "use") change();
  // Without a running platform the old token waits to be seen refused.
  if (step === "drop" && site !== null) await finish(layout, order, { site, tell });
  return site !== null;
}

/** Makes Synapse know what the files say, and sees that it does; null when the platform isn't running. */
async function agree(layout: Layout, order: RotationOrder, tell: (news: RotationNews) => void): Promise<Site | null> {
  const { site } = await renderPlatform(order);
  tell({ did: "rendered" });
  for (const name of outdated(layout, site)) {
    if ((await askOwner(layout, { restart: name }, () => isOwned(layout))) === "gone") return null;
    tell({ did: "restarted", name });
  }
  if (!isOwned(layout)) return null;
  const works = [currentToken(layout), newToken(layout)].filter((token) => token !== null);
  await proveTokens(site, { works, refused: formerToken(layout) });
  tell({ did: "proven" });
  return site;
}

function newToken(layout: Layout): string | null {
  return slotIn(layout, readRotation(layout).to)?.asToken ?? null;
}

function isOwned(layout: Layout): boolean {
  const record = readRecord(layout);
  return record !== null && isAlive(record.owner);
}

/** Processes of Synapse, main first, that were not started since what they read at their start was last written. */
function outdated(layout: Layout, site: Site): readonly string[] {
  const record = readRecord(layout);
  if (record === null || !isAlive(record.owner)) return [];
  const written = lastWritten(site);
  const started = new Map(record.processes.map((one) => [one.name, startOf(one)]));
  return site.processes.map(serviceName).filter((name) => (started.get(name) ?? 0) <= written);
}

function startOf({ identity, since }: RecordedProcess): number {
  return identity === null ? 0 : Date.parse(since);
}

/** A file whose text stayed the same keeps its date. */
function lastWritten({ places }: Site): number {
  const { conf } = places.synapse;
  const read = readdirSync(conf).filter((name) => name === "homeserver.yaml" || name.startsWith("appservice-"));
  return Math.max(...read.map((name) => statSync(join(conf, name)).mtimeMs));
}

interface Ended {
  readonly site: Site;
  tell(news: RotationNews): void;
}

/** The old token was seen refused everywhere: what it could have left open is closed, then it is forgotten. */
async function finish(layout: Layout, order: RotationOrder, { site, tell }: Ended): Promise<void> {
  await order.signOut(accessOf(site, currentToken(layout) ?? ""));
  tell({ did: "signed-out" });
  finishRotation(layout);
  tell({ did: "finished" });
}

function accessOf({ processes, serverName, appServiceAddress }: Site, asToken: string): SynapseAccess {
  const main = processes[0]?.client;
  return { mainUrl: `http://${main?.address}:${main?.port}`, forwardedFor: appServiceAddress, serverName, asToken };
}
