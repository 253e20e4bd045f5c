/** The sample's sixty days on a real Synapse, one test a day: the same assertions as on the fake one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openStore } from "#adapters/store/open.ts";
import type { Homeserver, Store } from "#engine/ports.ts";
import { setDemoPassword } from "#hosting/demo-password.ts";
import { todayOf } from "#sample/calendar.ts";
import { generateUniversity } from "#sample/generate.ts";
import { lastDay, replayOn } from "../sample/replay.ts";
import { totalsOf } from "../sample/shown.ts";
import { signIn } from "./ask.ts";
import { chooseIntruder, expectClosed, guessesFor, tryDoors } from "./intruder.ts";
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

    it("an ordinary member enters nothing else, whatever room or address they try", async () => {
      const { serverName, stateFolder } = synapse;
      const before = shownBySynapse(stateFolder);
      const { user, outside } = chooseIntruder(before, (one) => /^@[a-z]+\d*:/.test(one));
      const codes = generateUniversity({ size, seed: 1, day: lastDay }).structures.map(({ code }) => code);
      const guesses = guessesFor(codes, serverName).filter(
        (alias) => !before.rooms.some((room) => room.alias === alias && room.members.has(user)),
      );
      const own = before.rooms.filter((room) => room.isSpace && room.members.has(user)).map(({ alias }) => alias);
      const heads = outside.filter(({ alias }) => own.some((space) => alias?.startsWith(`${space?.split(":")[0]}-encadrement`)));
      expect([outside.length, guesses.length, own.length].map((count) => count > 1)).toEqual([true, true, true]);
      const inside = before.rooms.filter((room) => room.members.has(user)).map(({ roomId }) => roomId);
      expect((await tryDoors(synapse, user, inside)).every(({ join, read }) => join === 200 && read === 200)).toBe(true);
      expectClosed(await tryDoors(synapse, user, [...outside.map(({ roomId }) => roomId), ...guesses]));
      await setDemoPassword({ ...synapse, userId: user, password: "une phrase de passe" });
      const token = String((await signIn(synapse, user, "une phrase de passe")).body.access_token);
      const some = [...heads, ...outside.filter(({ name }) => /^\[Fermé\]|Général|Encadrement/.test(name))].slice(0, 5);
      expectClosed(
        await tryDoors(
          synapse,
          user,
          some.map(({ roomId }) => roomId),
          token,
        ),
      );
      expect(totalsOf(shownBySynapse(stateFolder), new Set())).toEqual(totalsOf(before, new Set()));
    });
  });
}
