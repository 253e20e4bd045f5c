/** What each version of Synapse understands: a setting or stream unknown to a version stops it, or is silently ignored. */
import type { Stream } from "#config/platform/workers.ts";

/** Settings that point to a file of a secret, by the minor version of Synapse 1 that brought them (release notes of Synapse). */
const settingsSince = {
  macaroon_secret_key_path: 122,
  form_secret_path: 126,
  worker_replication_secret_path: 126,
} as const;

/**
 * Minor version from which a worker can write the stream. Never too early: before that the main process writes it, which always works.
 * In the order of the schema.
 */
const streamsSince: Readonly<Record<Stream, number>> = {
  events: 0,
  typing: 0,
  to_device: 0,
  account_data: 0,
  receipts: 0,
  presence: 0,
  push_rules: 0,
  device_lists: 135,
  thread_subscriptions: 140,
  quarantined_media_changes: 152,
};

export const streams = Object.keys(streamsSince) as readonly Stream[];

/** Streams that several workers may write together; each other one has a single writer (Synapse 1.163.2, workers). */
const sharded: ReadonlySet<Stream> = new Set(["events", "receipts", "device_lists", "quarantined_media_changes"]);

export type DatedSetting = keyof typeof settingsSince;

/** 163 for "1.163.2". */
export function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}

export function knowsSetting(version: string, setting: DatedSetting): boolean {
  return minorOf(version) >= settingsSince[setting];
}

/** First version whose workers can write the stream, such as "1.152.0"; null when all supported ones can. */
export function streamSince(stream: Stream): string | null {
  const minor = streamsSince[stream];
  return minor === 0 ? null : `1.${minor}.0`;
}

export function knowsStream(version: string, stream: Stream): boolean {
  return minorOf(version) >= streamsSince[stream];
}

export function isSharded(stream: Stream): boolean {
  return sharded.has(stream);
}
