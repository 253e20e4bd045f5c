/** Signing in by CAS, account by account state. */
import { describe, expect, it } from "vitest";
import { eventually } from "../lab/processes.ts";
import { linkedTo, loginTokenOf } from "../lab/sso.ts";
import type { SsoWorld } from "./sso-rows.ts";

const whoami = "/_matrix/client/v3/account/whoami";
const html = expect.stringMatching(/^text\/html/);

export function ssoStates(world: SsoWorld): void {
  async function person(login: string): Promise<{ userId: string; token: string }> {
    world.lab.know(login);
    await world.lab.put(login, linkedTo(login));
    return world.lab.signIn(login);
  }

  describe("states of an account", () => {
    it("locked: told by a page, sessions cut until it is unlocked", async () => {
      const { lab } = world;
      const { token } = await person("verrou001");
      await lab.put("verrou001", { locked: true });
      const { page } = await lab.comeBack("verrou001");
      expect(page).toMatchObject({ status: 400, location: null, type: html });
      const cut = await lab.ask("GET", whoami, null, token);
      expect(cut).toMatchObject({ status: 401, body: { errcode: "M_USER_LOCKED", soft_logout: true } });
      await lab.put("verrou001", { locked: false });
      expect(await lab.ask("GET", whoami, null, token)).toMatchObject({ status: 200 });
      expect(await lab.signIn("verrou001")).toMatchObject({ userId: `@verrou001:${lab.serverName}` });
    });

    it.each(["deactivated", "erased"])("%s: told by a page, sessions gone, link kept; reactivated, CAS opens it again", async (how) => {
      const { lab } = world;
      const login = `${how}001`;
      const { token, userId } = await person(login);
      const path = `/_synapse/admin/v1/deactivate/${encodeURIComponent(userId)}`;
      expect(await lab.admin("POST", path, { erase: how === "erased" })).toMatchObject({ status: 200 });
      const { page } = await lab.comeBack(login);
      expect(page).toMatchObject({ status: 403, location: null, type: html });
      expect(await lab.ask("GET", whoami, null, token)).toMatchObject({ status: 401 });
      expect(await lab.links(login)).toEqual([login]);
      // A newborn database builds its indexes; until then Synapse answers 500.
      const back = await eventually(
        () => lab.put(login, { deactivated: false }),
        ({ status }) => status === 200,
        60_000,
      );
      expect(back).toMatchObject({ status: 200, body: { deactivated: false } });
      expect(await lab.signIn(login)).toMatchObject({ userId });
    });

    it("suspended: comes in, may make nothing", async () => {
      const { lab } = world;
      const { userId } = await person("suspendu001");
      const path = `/_synapse/admin/v1/suspend/${encodeURIComponent(userId)}`;
      expect(await lab.admin("PUT", path, { suspend: true })).toMatchObject({ status: 200 });
      expect(loginTokenOf((await lab.comeBack("suspendu001")).page)).not.toBeNull();
      const { token } = await lab.signIn("suspendu001");
      expect(await lab.ask("POST", "/_matrix/client/v3/createRoom", {}, token)).toMatchObject({ status: 403 });
    });
  });
}
