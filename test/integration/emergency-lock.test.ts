/** Emergency locks on a real Synapse: what becomes of a token that somebody else holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openEmergencyFile } from "#adapters/store/emergency-file.ts";
import { personKey, type UserId } from "#core/ids.ts";
import { defaultPolicy } from "#core/policy.ts";
import { emergency } from "#engine/emergency.ts";
import { silentLog } from "#engine/log.ts";
import type { Homeserver } from "#engine/ports.ts";
import { raw } from "../contracts/raw-matrix.ts";
import { fixedClock } from "../engine/campus.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("an emergency lock on Synapse", () => {
  let synapse: LabSynapse;
  let homeserver: Homeserver;
  const folder = mkdtempSync(join(tmpdir(), "campus-emergency-"));
  beforeAll(async () => {
    synapse = await openSynapse();
    homeserver = openHomeserver(synapse);
  }, 60_000);
  afterAll(async () => {
    await homeserver?.close();
    await synapse?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An account of campus's with a session that somebody opened by its password. */
  async function signedIn(name: string): Promise<{ user: UserId; token: string }> {
    const user = `@${name}:${synapse.serverName}` as UserId;
    await homeserver.accounts.create({ userId: user, externalId: name, displayName: name, mail: null, listed: true });
    const password = "un mot de passe pour l'essai";
    await raw(synapse, `PUT /_synapse/admin/v2/users/${encodeURIComponent(user)}`, undefined, { password });
    const answer = await fetch(`${synapse.baseUrl}/_matrix/client/v3/login`, {
      method: "POST",
      body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user: name }, password }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(await whoami(token)).toBe(200);
    return { user, token };
  }

  const whoami = async (token: string): Promise<number> =>
    (await fetch(`${synapse.baseUrl}/_matrix/client/v3/account/whoami`, { headers: { authorization: `Bearer ${token}` } })).status;

  /** Locks, looks, lifts, looks again. */
  async function lockAndLift(name: string, compromised: boolean): Promise<{ locked: number; lifted: number }> {
    const { user, token } = await signedIn(name);
    const store = openMemoryStore();
    const clock = fixedClock("2026-10-01");
    const account = {
      person: personKey(name),
      userId: user,
      intended: false,
      state: "open",
      cause: null,
      since: clock.today(),
      due: null,
    } as const;
    await store.writeLedger("prod", [{ kind: "account.set", account: { ...account, login: name, displayName: name, mail: null } }]);
    const kept = openEmergencyFile(join(folder, `${name}.jsonl`));
    const policy = defaultPolicy(synapse.serverName);
    const deps = { server: "prod", policy, homeserver, store, kept, clock, log: silentLog, signal: null };
    const order = { person: name, why: "compte volé", compromised, by: "rssi" };
    expect(await emergency(deps, { act: "lock", ...order })).toMatchObject({ sent: true, storeFailure: null });
    const locked = await whoami(token);
    expect(await emergency(deps, { act: "unlock", ...order })).toMatchObject({ sent: true });
    return { locked, lifted: await whoami(token) };
  }

  test("compromised-lock-then-unlock-leaves-old-token-401", { timeout: 30_000 }, async () => {
    expect(await lockAndLift("volee", true)).toEqual({ locked: 401, lifted: 401 });
  });

  test("without that mode the person goes on where they were once it is lifted", { timeout: 30_000 }, async () => {
    expect(await lockAndLift("suspecte", false)).toEqual({ locked: 401, lifted: 200 });
  });
});
