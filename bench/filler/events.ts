/** Events as Synapse keeps them: their ids are hashes of what redaction leaves of them, and Synapse checks that (1.163.2, events_worker.py). */
import { createHash } from "node:crypto";

export type Json = Readonly<Record<string, unknown>>;

export interface StateEvent {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly sender: string;
  readonly content: Json;
  readonly depth: number;
  /** The event itself, as text. */
  readonly json: string;
}

export type Draft = Pick<StateEvent, "type" | "key" | "sender" | "content">;

/** Matrix specification, room version 11, "Redactions"; null: the whole content stays. */
const kept: Readonly<Record<string, readonly string[] | null>> = {
  "m.room.create": null,
  "m.room.member": ["membership"],
  "m.room.join_rules": ["join_rule", "allow"],
  "m.room.power_levels": ["ban", "events", "events_default", "invite", "kick", "redact", "state_default", "users", "users_default"],
  "m.room.history_visibility": ["history_visibility"],
};

/** Where an event stands: its room, and the event before it. */
export interface Place {
  readonly room: string;
  readonly depth: number;
  readonly before: string | null;
  /** Milliseconds. */
  readonly at: number;
}

export function makeEvent({ type, key, sender, content }: Draft, { room, depth, before, at }: Place): StateEvent {
  const parents = before === null ? [] : [before];
  const event = {
    auth_events: parents,
    content,
    depth,
    hashes: { sha256: "" },
    origin_server_ts: at,
    prev_events: parents,
    room_id: room,
    sender,
    state_key: key,
    type,
  };
  const redacted = { ...event, content: redact(type, content) };
  const hash = createHash("sha256").update(canonical(redacted)).digest("base64url");
  return { id: `$${hash}`, type, key, sender, content, depth, json: JSON.stringify({ ...event, signatures: {}, unsigned: {} }) };
}

function redact(type: string, content: Json): Json {
  const keys = type in kept ? kept[type] : [];
  return keys === null ? content : Object.fromEntries(Object.entries(content).filter(([name]) => keys?.includes(name)));
}

/** Matrix specification, "Canonical JSON": keys in order, no blanks. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(",")}}`;
}
