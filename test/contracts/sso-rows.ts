/** How Synapse and CAS go together as campus sets them up: the same rows on one process and behind nginx with workers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CasPerson } from "#hosting/fake-cas/model.ts";
import type { FakeCas } from "#hosting/fake-cas/start.ts";
import { linkedTo, loginTokenOf, openSsoCas, openSsoLab, type SsoLab, type SsoTarget } from "../lab/sso.ts";
import { ssoStates } from "./sso-states.ts";
import { ssoTraps } from "./sso-traps.ts";

export interface SsoWorld {
  readonly lab: SsoLab;
  readonly cas: FakeCas;
}

const html = expect.stringMatching(/^text\/html/);

/** `open` starts a platform that signs in by the CAS of this address, and requires `required` of people. */
export function ssoRows(name: string, open: (casUrl: string) => Promise<SsoTarget>): void {
  describe(`signing in by CAS: ${name}`, () => {
    let lab: SsoLab;
    let cas: FakeCas;
    let people: CasPerson[];
    beforeAll(async () => {
      ({ cas, people } = await openSsoCas());
      lab = openSsoLab(await open(cas.url), cas, people);
    });
    afterAll(async () => {
      await lab?.stop();
      await cas?.stop();
    });
    const world: SsoWorld = {
      get lab() {
        return lab;
      },
      get cas() {
        return cas;
      },
    };

    it("somebody with an account comes back to their client with a token that opens one session", async () => {
      lab.know("lefevre412");
      await lab.put("lefevre412", linkedTo("lefevre412"));
      const { page } = await lab.comeBack("lefevre412");
      expect(page.status).toBe(302);
      expect(page.location).toMatch(new RegExp(`^${lab.clientUrl}\\?loginToken=[^#]+#/room$`));
      const body = { type: "m.login.token", token: loginTokenOf(page) };
      const first = await lab.ask("POST", "/_matrix/client/v3/login", body);
      expect(first).toMatchObject({ status: 200, body: { user_id: `@lefevre412:${lab.serverName}` } });
      expect(await lab.ask("POST", "/_matrix/client/v3/login", body)).toMatchObject({ status: 403 });
      expect(await lab.ask("GET", "/_matrix/client/v3/account/whoami", null, String(first.body.access_token))).toMatchObject({
        status: 200,
      });
    });

    it("a client that is not ours is shown and confirmed before it gets a token", async () => {
      const { page } = await lab.comeBack("lefevre412", "http://elsewhere.example/app");
      expect(page).toMatchObject({ status: 200, location: null, type: html });
      expect(page.text).toContain("elsewhere.example");
      const { page: lookalike } = await lab.comeBack("lefevre412", `${lab.clientUrl.replace(/\/$/, "")}.elsewhere.example/`);
      expect(lookalike).toMatchObject({ status: 200, location: null });
    });

    it("the address of the ticket opened twice is refused", async () => {
      const { page, ticketUrl } = await lab.comeBack("lefevre412");
      expect(page.status).toBe(302);
      const again = await fetch(ticketUrl, { redirect: "manual" });
      expect([again.status, again.headers.get("content-type")]).toEqual([401, html]);
    });

    it("somebody CAS knows and campus made no account for is refused, and gets none", async () => {
      lab.know("inconnu001");
      const { page } = await lab.comeBack("inconnu001");
      expect(page).toMatchObject({ status: 400, location: null, type: html });
      expect(page.text).toMatch(/User does not exist and registrations are disabled|pas encore de compte/);
      expect(await lab.admin("GET", `/_synapse/admin/v2/users/@inconnu001:${lab.serverName}`)).toMatchObject({ status: 404 });
    });

    it("somebody without the attribute that is required is refused", async () => {
      lab.know("etudiant01", { eduPersonAffiliation: ["member", "student"] });
      await lab.put("etudiant01", linkedTo("etudiant01"));
      const { page } = await lab.comeBack("etudiant01");
      expect([page.type, loginTokenOf(page)]).toEqual([html, null]);
      expect(page.status).toBe(400);
    });

    it("a login of digits enters the lettered account it is linked to, as it is", async () => {
      lab.know("21899999");
      await lab.put("etu21899999", linkedTo("21899999"));
      expect(await lab.signIn("21899999")).toMatchObject({ userId: `@etu21899999:${lab.serverName}` });
    });

    it("an external id that is taken is refused, and the account is made all the same", async () => {
      expect(await lab.put("doublon001", linkedTo("lefevre412"))).toMatchObject({ status: 409 });
      expect(await lab.admin("GET", `/_synapse/admin/v2/users/@doublon001:${lab.serverName}`)).toMatchObject({ status: 200 });
      expect(await lab.links("doublon001")).toEqual([]);
    });

    it("signing out of CAS reaches Synapse, which refuses to hear of it: the session lives on", async () => {
      const { token } = await lab.signIn("lefevre412");
      const told = await cas.logout("lefevre412");
      expect(told.length).toBeGreaterThan(0);
      expect(new Set(told.map(({ status }) => status))).toEqual(new Set([405]));
      expect(await lab.ask("GET", "/_matrix/client/v3/account/whoami", null, token)).toMatchObject({ status: 200 });
    });

    ssoStates(world);
    ssoTraps(world);

    it("a CAS that answers with an error, and one that doesn't answer, open nothing", async () => {
      lab.know("panne001");
      await lab.put("panne001", linkedTo("panne001"));
      cas.refuseNext("INTERNAL_ERROR");
      expect((await lab.comeBack("panne001")).page).toMatchObject({ status: 401, location: null, type: html });
      const { ticketUrl } = await lab.comeBack("panne001");
      await cas.stop();
      const refused = await fetch(ticketUrl, { redirect: "manual" });
      expect([refused.status, refused.headers.get("location")]).toEqual([500, null]);
    });
  });
}
