/** Ways into an account that is not one's own, which Synapse leaves open and campus knows of. */
import { describe, expect, it } from "vitest";
import { linkedTo, loginTokenOf } from "../lab/sso.ts";
import type { SsoWorld } from "./sso-rows.ts";

export function ssoTraps(world: SsoWorld): void {
  describe("accounts found by their name (Synapse 1.163.2 adopts them)", () => {
    it.each(["_campus.agent.smith", "_Campus.Agent.Smith", "_campus.connector"])(
      "nobody comes in as a service identity: %s",
      async (login) => {
        const { lab } = world;
        lab.know(login);
        const { page } = await lab.comeBack(login);
        expect([page.status, loginTokenOf(page)]).toEqual([400, null]);
        // Their first character is one that Synapse writes otherwise when it comes from CAS: it doesn't even look at the account.
        expect(await lab.links(login.toLowerCase())).toEqual([]);
      },
    );

    it("a login in capitals enters the account and leaves a second link there", async () => {
      const { lab } = world;
      lab.know("DUPONT007");
      await lab.put("dupont007", linkedTo("dupont007"));
      expect(await lab.signIn("DUPONT007")).toMatchObject({ userId: `@dupont007:${lab.serverName}` });
      expect([...(await lab.links("dupont007"))].sort()).toEqual(["DUPONT007", "dupont007"]);
    });

    it("a login that was replaced still enters the former account, until a newcomer's account bears it", async () => {
      const { lab } = world;
      lab.know("martin001");
      await lab.put("martin001", linkedTo("martin001"));
      const former = await lab.signIn("martin001");
      await lab.put("martin001", linkedTo("martin002"));
      expect(await lab.signIn("martin001")).toEqual({ ...former, token: expect.any(String) });
      await lab.put("martin001b", linkedTo("martin001"));
      expect(await lab.signIn("martin001")).toMatchObject({ userId: `@martin001b:${lab.serverName}` });
    });

    it("a login that was replaced still enters after a restart, by its name, and its link is written back", async () => {
      const { lab } = world;
      lab.know("durand001");
      await lab.put("durand001", linkedTo("durand001"));
      await lab.put("durand001", linkedTo("durand002"));
      await lab.restart();
      expect(await lab.signIn("durand001")).toMatchObject({ userId: `@durand001:${lab.serverName}` });
      expect([...(await lab.links("durand001"))].sort()).toEqual(["durand001", "durand002"]);
    });
  });
}
