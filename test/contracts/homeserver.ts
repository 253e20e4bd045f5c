/** What any Matrix server must do for campus: the same questions to the in-memory fake and to a real Synapse. */
import { afterAll, beforeAll, describe } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { Homeserver } from "#engine/ports.ts";
import { accountContract } from "./homeserver-accounts.ts";
import { adminRoomContract } from "./homeserver-admin-room.ts";
import { adoptionContract } from "./homeserver-adoption.ts";
import { driftContract } from "./homeserver-drift.ts";
import { memberContract } from "./homeserver-members.ts";
import { roomContract } from "./homeserver-rooms.ts";
import { type Bench, names, type World } from "./homeserver-world.ts";

/** `start` is called once; every test shares the server. */
export function homeserverContract(label: string, start: () => Promise<Bench & { close(): Promise<void> }>): void {
  describe(`homeserver contract: ${label}`, () => {
    let bench: (Bench & { close(): Promise<void> }) | null = null;
    const opened: Homeserver[] = [];
    const here = (): Bench => {
      if (!bench) throw new Error("the server is not started yet");
      return bench;
    };
    beforeAll(async () => {
      bench = await start();
    });
    afterAll(async () => {
      for (const server of opened) await server.close();
      await bench?.close();
    });
    const world: World = {
      bench: here,
      open: () => {
        const server = openHomeserver({ ...here(), backoffMs: 20 });
        opened.push(server);
        return server;
      },
      space: () => names(here().serverName),
    };
    accountContract(world);
    roomContract(world);
    memberContract(world);
    adminRoomContract(world);
    adoptionContract(world);
    describe("drift", () => driftContract(world));
  });
}
