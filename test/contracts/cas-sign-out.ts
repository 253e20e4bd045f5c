/** Contract of a CAS, third part: signing out, and who is told. */
import { describe, expect, it } from "vitest";
import { isLoginForm, loginUrl } from "../lab/cas-client.ts";
import { eventually } from "../lab/processes.ts";
import { type CasWorld, zoe } from "./cas-world.ts";

const elementOf = (text: string, name: string): string => new RegExp(`<samlp?:${name}[^>]*>([^<]*)<`).exec(text)?.[1] ?? "";

/** What the application heard, once so many posts came and no other follows. */
async function hear({ application }: CasWorld, count: number): Promise<ReturnType<typeof application.heard>> {
  const heard = [...application.heard()];
  await eventually(
    () => heard.push(...application.heard()),
    (seen) => seen >= count,
  );
  await eventually(
    () => heard.push(...application.heard()),
    (seen) => seen > count,
    300,
  );
  return heard;
}

export function signOutSuite(world: CasWorld): void {
  describe("signing out", () => {
    it("ends the session and stays on a page of its own, whatever service is named", async () => {
      const browser = await world.signedIn();
      const stale = browser.cookies.get("TGC") ?? "";
      const page = await browser.get(`${world.cas}/logout?${new URLSearchParams({ service: world.service() })}`);
      expect(page).toMatchObject({ status: 200, location: null });
      expect(browser.cookies.has("TGC")).toBe(false);
      const response = await fetch(loginUrl(world.cas, world.service()), { headers: { cookie: `TGC=${stale}` }, redirect: "manual" });
      expect([response.status, /name="execution"/.test(await response.text())]).toEqual([200, true]);
      expect(isLoginForm(await browser.get(loginUrl(world.cas, world.service())))).toBe(true);
    });

    it("tells each service once, of its latest ticket only, under the login", async () => {
      const browser = await world.signedIn();
      await world.ticket(browser, world.service("plain/a?x=1"));
      const latest = await world.ticket(browser, world.service("plain/a?x=2"));
      const other = await world.ticket(browser, world.service("principal/b"));
      await world.validate({ service: world.service("principal/b"), ticket: other });
      world.application.heard();
      await browser.get(`${world.cas}/logout`);
      const heard = await hear(world, 2);
      const told = heard.map(({ path, form }) => {
        const request = form.get("logoutRequest") ?? "";
        return { path, name: elementOf(request, "NameID"), ticket: elementOf(request, "SessionIndex") };
      });
      expect(told.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
        { path: "POST /plain/a?x=2", name: zoe.login, ticket: latest },
        { path: "POST /principal/b", name: zoe.login, ticket: other },
      ]);
    });
  });
}
