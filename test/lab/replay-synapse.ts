/** The sample's sixty days on a real Synapse, one test a day: the same assertions as on the fake one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openStore } from "#adapters/store/open.ts";
import type { Homeserver, Store } from "#engine/ports.ts";
import { todayOf } from "#sample/calendar.ts";
import { lastDay, replayOn } from "../sample/replay.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "./synapse.ts";
import { shownBySynapse } from "./synapse-shown.ts";

export function replaySixtyDays(size: number): void {
  describe.skipIf(!hasSynapse())(`sixty days of ${size} people on a real Synapse`, () => {
    let synapse: LabSynapse;
    let folder: string;
    let store: Store;
    let homeserver: Homeserver;
    let live: ReturnType<typeof replayOn>["live"];
    beforeAll(async () => {
      synapse = await openSynapse();
      folder = await mkdtemp(join(tmpdir(), "campus-replay-"));
      store = await openStore({ kind: "embedded", folder });
      homeserver = openHomeserver(synapse);
      const { serverName, stateFolder } = synapse;
      live = replayOn({ homeserver, store, serverName, size, shown: () => shownBySynapse(stateFolder) }).live;
    });
    afterAll(async () => {
      await homeserver?.close();
      await store?.close();
      await synapse?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it.each(Array.from({ length: lastDay + 1 }, (_, day) => [day, todayOf(day)] as const))(
      "day %i, %s: as counted, and nothing left a second time",
      async (day) => {
        const { again, shown } = await live(day);
        expect(again.requests).toBeLessThanOrEqual(shown.rooms.length + 20);
      },
      600_000,
    );
  });
}
