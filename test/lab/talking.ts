/** Somebody who talks without a pause and listens all the while, as a client does: the same transaction again, the same position again. */
import { setTimeout as pause } from "node:timers/promises";
import type { LabAnswer, Signed } from "./lab-people.ts";

const v3 = "/_matrix/client/v3";

export interface Talk {
  readonly said: readonly string[];
  /** Texts in the order a held sync brought them, repetitions included. */
  readonly heard: readonly string[];
  /** Answers other than 200, and connections cut, that were met by asking again. */
  readonly againSent: () => number;
  readonly againSynced: () => number;
  /** Longest time from the first try of a message to its answer, in milliseconds. */
  readonly longest: () => number;
  /** Says no more, hears what was said, ends. */
  end(): Promise<void>;
}

interface SyncBody {
  readonly next_batch: string;
  readonly rooms?: { readonly join?: Readonly<Record<string, { readonly timeline?: { readonly events?: readonly TalkEvent[] } }>> };
}

interface TalkEvent {
  readonly type: string;
  readonly content: { readonly body?: string };
}

/** `room` is an id, not encoded. Tries for 30 s at most, then throws. */
export async function startTalking(person: Signed, room: string): Promise<Talk> {
  const said: string[] = [];
  const heard: string[] = [];
  const again = { sent: 0, synced: 0 };
  let longest = 0;
  let isOver = false;
  let since = (await asked("GET", "/sync?timeout=0", undefined, "synced")).next_batch;

  async function asked(method: string, path: string, body: object | undefined, count: "sent" | "synced"): Promise<SyncBody> {
    const begin = Date.now();
    for (;;) {
      const answer: LabAnswer = await person.ask(method, `${v3}${path}`, body).catch(() => ({ status: 0, body: {} }));
      if (answer.status === 200) {
        if (count === "sent") longest = Math.max(longest, Date.now() - begin);
        return answer.body as unknown as SyncBody;
      }
      if (Date.now() - begin > 30_000) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      again[count] += 1;
      await pause(100);
    }
  }

  async function talk(): Promise<void> {
    while (!isOver) {
      const text = `message ${said.length}`;
      said.push(text);
      const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/t${said.length}`;
      await asked("PUT", path, { msgtype: "m.text", body: text }, "sent");
      await pause(50);
    }
  }

  async function hear(): Promise<void> {
    const end = () => isOver && heard.length >= said.length;
    while (!end()) {
      const body = await asked("GET", `/sync?timeout=2000&since=${encodeURIComponent(since)}`, undefined, "synced");
      since = body.next_batch;
      const events = body.rooms?.join?.[room]?.timeline?.events ?? [];
      heard.push(...events.flatMap(({ type, content }) => (type === "m.room.message" ? (content.body ?? []) : [])));
    }
  }

  const talking = talk();
  const hearing = hear();
  // Seen when they are awaited at the end.
  for (const one of [talking, hearing]) one.catch(() => {});
  return {
    said,
    heard,
    againSent: () => again.sent,
    againSynced: () => again.synced,
    longest: () => longest,
    async end() {
      isOver = true;
      await talking;
      await hearing;
    },
  };
}
