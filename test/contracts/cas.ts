/** What campus relies on a CAS to do, and what it must bear from one: run on the small one, and on Apereo's by a command of its own. */
import { afterAll, beforeAll, describe } from "vitest";
import { loginUrl, openCasBrowser, ticketOf } from "../lab/cas-client.ts";
import { signInSuite } from "./cas-sign-in.ts";
import { signOutSuite } from "./cas-sign-out.ts";
import { validationSuite } from "./cas-validation.ts";
import { type CasHarness, type CasWorld, type LogoutListener, listenForLogouts, zoe } from "./cas-world.ts";

/** Runs every part on one server. */
export function casContract(name: string, open: () => Promise<CasHarness>): void {
  describe(`contract of a CAS: ${name}`, () => {
    let harness: CasHarness;
    let application: LogoutListener;
    beforeAll(async () => {
      application = await listenForLogouts();
      harness = await open();
    });
    afterAll(async () => {
      await harness?.stop();
      await application?.stop();
    });
    const world: CasWorld = {
      get cas() {
        return harness.url;
      },
      get harness() {
        return harness;
      },
      get application() {
        return application;
      },
      service: (path = "plain/a?x=1&y=2") => `${application.url}/${path}`,
      async signedIn(login = zoe.login, password = zoe.password) {
        const browser = openCasBrowser();
        await browser.signIn(harness.url, login, password, null);
        return browser;
      },
      async ticket(browser, service) {
        const page = await browser.get(loginUrl(harness.url, service));
        const ticket = ticketOf(page);
        if (ticket === null) throw new Error(`no ticket: ${page.status} ${page.location}`);
        return ticket;
      },
      validate: (query, path = "p3/serviceValidate") => openCasBrowser().get(`${harness.url}/${path}?${new URLSearchParams(query)}`),
    };
    signInSuite(world);
    validationSuite(world);
    signOutSuite(world);
  });
}
