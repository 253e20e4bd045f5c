/** The two identities on a virgin Synapse: who may what afterwards, and a second call that changes nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BootstrapOptions, bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { asList, asObject } from "#adapters/matrix/json.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("identities of a new server", () => {
  let synapse: LabSynapse;
  beforeAll(async () => {
    synapse = await openSynapse({ bootstrap: false });
  });
  afterAll(() => synapse.stop());
  const options = (): BootstrapOptions => ({ ...synapse, displayName: "Agent Smith" });

  test("a wrong shared secret and a wrong token are refused, and may be tried again", async () => {
    await expect(bootstrapIdentities({ ...options(), sharedSecret: "wrong" })).rejects.toMatchObject({ code: "matrix.forbidden" });
    await expect(bootstrapIdentities({ ...options(), asToken: "wrong" })).rejects.toMatchObject({ code: "matrix.unauthorized" });
  });

  test("the sender is the only administrator, Agent Smith is an ordinary named user, nobody else is left active; twice is once", async () => {
    await bootstrapIdentities(options());
    const once = await accounts(synapse);
    const own = (localpart: string) => `@${localpart}:${synapse.serverName}`;
    const active = once.filter((account) => account.deactivated !== true);
    expect(active.map(({ name, admin, displayname }) => ({ name, admin, displayname }))).toEqual([
      { name: own(synapse.agentSmith), admin: false, displayname: "Agent Smith" },
      { name: own(synapse.connector), admin: true, displayname: synapse.connector },
    ]);
    expect(once.filter((account) => account.admin === true).map((account) => account.name)).toEqual([own(synapse.connector)]);
    await bootstrapIdentities(options());
    expect(await accounts(synapse)).toEqual(once);
  });
});

async function accounts(synapse: LabSynapse): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const address = `${synapse.baseUrl}/_synapse/admin/v2/users?deactivated=true&locked=true&order_by=name`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${synapse.asToken}` } });
  return asList(asObject(await answer.json()).users).map((entry) => {
    const { last_seen_ts: _seen, ...rest } = asObject(entry);
    return rest;
  });
}
