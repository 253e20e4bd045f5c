/** Contract of a CAS, second part: what a service is told about a ticket. */
import { describe, expect, it } from "vitest";
import { loginUrl, openCasBrowser, ticketOf } from "../lab/cas-client.ts";
import { type CasWorld, failureOf, noor, valuesOf, zoe } from "./cas-world.ts";

const xmlPaths = ["serviceValidate", "proxyValidate", "p3/serviceValidate", "p3/proxyValidate"];

export function validationSuite(world: CasWorld): void {
  const fresh = async (service = world.service()): Promise<{ service: string; ticket: string }> => ({
    service,
    ticket: await world.ticket(await world.signedIn(), service),
  });

  /** Not the first ticket of its session. */
  const later = async (): Promise<{ service: string; ticket: string }> => {
    const browser = await world.signedIn();
    await world.ticket(browser, world.service("plain/first"));
    return { service: world.service(), ticket: await world.ticket(browser, world.service()) };
  };

  describe("validating a ticket", () => {
    it.each(xmlPaths)("%s tells user and attributes, announced as HTML", async (path) => {
      const page = await world.validate(await fresh(), path);
      expect(page).toMatchObject({ status: 200, type: "text/html;charset=UTF-8" });
      expect(valuesOf(page, "user")).toEqual([zoe.login]);
      expect(valuesOf(page, "displayName")).toEqual([zoe.attributes.displayName]);
      expect(valuesOf(page, "eduPersonAffiliation")).toEqual(["member", "employee"]);
      expect(page.text).toContain("Lefèvre-N&apos;Diaye &lt;&amp;&gt;");
    });

    it("always adds attributes about the sign-in itself", async () => {
      const page = await world.validate(await fresh());
      const always = ["clientIpAddress", "userAgent", "authenticationDate", "credentialType", "authenticationMethod", "serverIpAddress"];
      for (const name of [...always, "successfulAuthenticationHandlers", "longTermAuthenticationRequestTokenUsed"])
        expect(valuesOf(page, name), name).toHaveLength(1);
      expect(valuesOf(page, "clientIpAddress")).toEqual(["127.0.0.1"]);
      expect(valuesOf(page, "userAgent")).toEqual(["lab"]);
    });

    it("calls the first ticket of a session, and no other, one of a new sign-in", async () => {
      expect(valuesOf(await world.validate(await later()), "isFromNewLogin")).toEqual(["false"]);
      expect(valuesOf(await world.validate({ ...(await fresh()), renew: "true" }), "isFromNewLogin")).toEqual(["true"]);
      const page = await openCasBrowser().signIn(world.cas, zoe.login, zoe.password, world.service());
      const query = { service: world.service(), ticket: ticketOf(page) ?? "", renew: "true" };
      expect(valuesOf(await world.validate(query), "isFromNewLogin")).toEqual(["true"]);
    });

    it("format=JSON gives every attribute as a list", async () => {
      const page = await world.validate({ ...(await later()), format: "JSON" });
      expect(page.type).toBe("application/json;charset=UTF-8");
      const { user, attributes } = JSON.parse(page.text).serviceResponse.authenticationSuccess;
      expect(user).toBe(zoe.login);
      expect(attributes).toMatchObject({
        mail: [zoe.attributes.mail],
        eduPersonAffiliation: ["member", "employee"],
        isFromNewLogin: [false],
      });
      expect(Object.values(attributes).every(Array.isArray)).toBe(true);
      const refused = await world.validate({ service: world.service(), ticket: "ST-1-x", format: "JSON" });
      expect(refused).toMatchObject({ status: 200, type: "application/json;charset=UTF-8" });
      expect(JSON.parse(refused.text).serviceResponse.authenticationFailure).toMatchObject({ code: "INVALID_TICKET" });
    });

    it("protocol 1 answers in two lines", async () => {
      expect((await world.validate(await fresh(), "validate")).text).toBe(`yes\n${zoe.login}\n`);
      expect((await world.validate({ service: world.service(), ticket: "ST-1-x" }, "validate")).text).toBe("no\n\n");
    });

    it("knows a ticket once", async () => {
      const query = await fresh();
      expect(failureOf(await world.validate(query))).toBeNull();
      const page = await world.validate(query);
      expect(page).toMatchObject({ status: 200, type: "application/xml;charset=UTF-8" });
      expect(failureOf(page)).toBe("INVALID_TICKET");
    });

    it("knows a ticket for ten seconds", async () => {
      const query = await fresh();
      await world.harness.age();
      expect(failureOf(await world.validate(query))).toBe("INVALID_TICKET");
    });

    it("refuses another service, another query included, and leaves the ticket good for its own", async () => {
      const query = await fresh();
      for (const path of ["plain/b", "plain/a", "plain/a?y=2&x=1", "principal/a"]) {
        const page = await world.validate({ ...query, service: world.service(path) });
        expect([page.status, failureOf(page)], path).toEqual([200, "INVALID_SERVICE"]);
      }
      expect(failureOf(await world.validate({ ...query, service: `${query.service}#fragment` }))).toBeNull();
    });

    it("says what is missing", async () => {
      const query = await fresh();
      for (const part of [{ service: query.service }, { ticket: query.ticket }, { service: "", ticket: "" }]) {
        const page = await world.validate(part as Record<string, string>);
        expect([page.status, failureOf(page)]).toEqual([200, "INVALID_REQUEST"]);
      }
    });

    it("answers 403 to an unregistered service", async () => {
      const page = await world.validate({ service: "http://127.0.0.1:9/elsewhere/", ticket: "ST-1-x" });
      expect([page.status, failureOf(page)]).toEqual([403, "INVALID_TICKET"]);
      const other = await world.validate({ ...(await fresh()), service: "http://127.0.0.1:9/elsewhere/" });
      expect([other.status, failureOf(other)]).toEqual([403, "INVALID_SERVICE"]);
    });

    it("renew refuses a ticket that a session gave without the password, and spends it", async () => {
      const query = await later();
      expect(failureOf(await world.validate({ ...query, renew: "true" }))).toBe("INVALID_TICKET");
      expect(failureOf(await world.validate(query))).toBe("INVALID_TICKET");
    });

    it("gives another name to a service that asks for it, and silently the login to one without that attribute", async () => {
      const service = world.service("principal/x");
      expect(valuesOf(await world.validate(await fresh(service)), "user")).toEqual(["p00012345"]);
      const browser = openCasBrowser();
      const page = await browser.signIn(world.cas, noor.login, noor.password, service);
      const told = await world.validate({ service, ticket: ticketOf(page) ?? "" });
      expect(valuesOf(told, "user")).toEqual([noor.login]);
    });

    it("is asked by GET only", async () => {
      const response = await fetch(`${world.cas}/p3/serviceValidate`, { method: "POST", body: new URLSearchParams(await fresh()) });
      expect(response.status).toBe(405);
    });

    it("gives a new ticket each time", async () => {
      const browser = await world.signedIn();
      const url = loginUrl(world.cas, world.service());
      const tickets = [ticketOf(await browser.get(url)), ticketOf(await browser.get(url))];
      expect(new Set(tickets).size).toBe(2);
    });
  });
}
