/** Contract of a CAS, first part: the form, and where it sends people. */
import { describe, expect, it } from "vitest";
import { isLoginForm, loginUrl, openCasBrowser, ticketOf } from "../lab/cas-client.ts";
import { type CasWorld, zoe } from "./cas-world.ts";

const unregistered = "http://127.0.0.1:9/elsewhere/";

export function signInSuite(world: CasWorld): void {
  describe("signing in", () => {
    it("shows a form, and opens no session by showing it", async () => {
      const browser = openCasBrowser();
      const page = await browser.get(loginUrl(world.cas, world.service()));
      expect(page).toMatchObject({ status: 200, type: "text/html;charset=UTF-8", location: null });
      expect(isLoginForm(page)).toBe(true);
      expect(browser.cookies.has("TGC")).toBe(false);
    });

    it("sends somebody back with a ticket as the last word of the query", async () => {
      const browser = openCasBrowser();
      const page = await browser.signIn(world.cas, zoe.login, zoe.password, world.service());
      expect(page.status).toBe(302);
      expect(page.location).toMatch(new RegExp(`^${world.application.url}/plain/a\\?x=1&y=2&ticket=ST-[\\w.-]+$`));
      expect(browser.cookies.has("TGC")).toBe(true);
    });

    it("puts the ticket before the fragment", async () => {
      const browser = await world.signedIn();
      const page = await browser.get(loginUrl(world.cas, world.service("plain/#/room")));
      expect(page.location).toMatch(/\/plain\/\?ticket=ST-[\w.-]+#\/room$/);
    });

    it("says that somebody is signed in when no service is named", async () => {
      const page = await (await world.signedIn()).get(`${world.cas}/login`);
      expect(page).toMatchObject({ status: 200, location: null });
      expect(isLoginForm(page)).toBe(false);
    });

    it.each([
      ["a wrong password", zoe.login, "wrong", 401],
      ["a login it does not know", "nobody", "wrong", 401],
      ["a login in capitals", "LEFEVRE412", zoe.password, 401],
      ["empty fields", "", "", 200],
    ])("shows the form again for %s", async (_, login, password, status) => {
      const browser = openCasBrowser();
      const page = await browser.signIn(world.cas, login, password, world.service());
      expect(page).toMatchObject({ status, location: null });
      expect(isLoginForm(page)).toBe(true);
      expect(browser.cookies.has("TGC")).toBe(false);
    });

    it("opens nothing for a post that comes from no form of its own", async () => {
      const browser = openCasBrowser();
      const url = loginUrl(world.cas, world.service());
      const foreign = { status: 200, type: null, location: null, text: `<form action="${url.replaceAll("&", "&amp;")}">` };
      const page = await browser.submit(url, foreign, { username: zoe.login, password: zoe.password, _eventId: "submit" });
      expect(page).toMatchObject({ status: 200, location: null });
      expect(isLoginForm(page)).toBe(true);
      expect(browser.cookies.has("TGC")).toBe(false);
    });

    it("refuses an unregistered service with 403, signed in or not", async () => {
      for (const browser of [openCasBrowser(), await world.signedIn()]) {
        const page = await browser.get(loginUrl(world.cas, unregistered));
        expect(page).toMatchObject({ status: 403, location: null, type: "text/html;charset=UTF-8" });
        expect(isLoginForm(page)).toBe(false);
      }
    });

    it("gateway: back without a ticket when there is no session, with one when there is", async () => {
      const url = loginUrl(world.cas, world.service(), { gateway: "true" });
      expect(await openCasBrowser().get(url)).toMatchObject({ status: 302, location: world.service() });
      expect(ticketOf(await (await world.signedIn()).get(url))).toMatch(/^ST-/);
      expect(isLoginForm(await openCasBrowser().get(loginUrl(world.cas, null, { gateway: "true" })))).toBe(true);
    });

    it("renew: asks for the password in spite of the session", async () => {
      const browser = await world.signedIn();
      const url = loginUrl(world.cas, world.service(), { renew: "true" });
      const form = await browser.get(url);
      expect(isLoginForm(form)).toBe(true);
      const page = await browser.submit(url, form, { username: zoe.login, password: zoe.password });
      expect(ticketOf(page)).toMatch(/^ST-/);
    });
  });
}
