/** Campus's own way to a whole platform: everything the adapter does goes through the internal listener, and its token works nowhere else. */
import { afterAll, describe, expect, it } from "vitest";
import { homeserverContract } from "../contracts/homeserver.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { classes } from "../lab/request-classes.ts";
import { sendRaw } from "../lab/stub-process.ts";

describe.skipIf(!hasPlatform())("by the internal listener", () => {
  let lab: LabPlatform;
  const bearer = () => ({ authorization: `Bearer ${lab.asToken}` });
  const ask = (port: number, target: string, headers: Record<string, string>, from?: string) =>
    sendRaw({ port, target, headers, ...(from === undefined ? {} : { from }) });

  // After the suites below, which share it.
  afterAll(() => lab?.stop());

  homeserverContract("main and twelve workers", async () => {
    lab = await startLab();
    return {
      ...lab,
      baseUrl: lab.internalUrl,
      rawUrl: lab.mainUrl,
      rawHeaders: { "x-forwarded-for": lab.site.appServiceAddress },
      close: async () => {},
    };
  });

  it("as-token-refused-on-public-listener-with-spoofed-xff", async () => {
    const address = lab.site.appServiceAddress;
    const open = lab.site.reverseProxy?.public.port ?? 0;
    const spoofed = { ...bearer(), "x-forwarded-for": address, forwarded: `for=${address}`, "x-real-ip": address };
    const target = "/_matrix/client/v3/account/whoami";
    for (const answer of [await ask(open, target, spoofed), await ask(open, target, spoofed, address), await ask(open, target, bearer())])
      expect(answer).toMatchObject({ status: 401, text: expect.stringContaining("M_UNKNOWN_TOKEN") });
    // The same request, were the header believed: it is the listener that makes the difference.
    expect((await ask(Number(new URL(lab.mainUrl).port), target, { ...bearer(), "x-forwarded-for": address })).status).toBe(200);
  });

  it.each(classes.filter(([, , processes]) => !processes.includes("main")))(
    "every process that may get %s knows it",
    async (name, request, processes) => {
      const [method = "", target = ""] = request.split(" ");
      for (const process of processes) {
        const port = lab.site.processes.find((one) => one.name === process)?.client.port ?? 0;
        const headers = { ...bearer(), "x-forwarded-for": lab.site.appServiceAddress, "content-type": "application/json" };
        const { text } = await sendRaw({ port, method, target, headers, ...(/GET|OPTIONS/.test(method) ? {} : { body: "{}" }) });
        // This platform signs people in by CAS, not by OpenID Connect.
        if (name !== "OpenID Connect") expect(text, process).not.toContain("M_UNRECOGNIZED");
      }
    },
  );
});
