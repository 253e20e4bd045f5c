/** What the small CAS has beyond the contract of any CAS: knobs for tests and drills, and care with odd input. */
import { afterEach, describe, expect, it } from "vitest";
import { escapeXml } from "./answers.ts";
import type { CasPerson, CasService } from "./model.ts";
import { type FakeCas, type FakeCasOptions, startFakeCas } from "./start.ts";

const noor: CasPerson = { login: "haddad002", password: "pw", attributes: { mail: "noor@univ-demo.example", uid: "p2" } };
const services: readonly CasService[] = [
  { pattern: "http://127\\.0\\.0\\.1:9/a/.*" },
  { pattern: "http://mail\\.example/", releases: ["uid"] },
];
const form = { "content-type": "application/x-www-form-urlencoded" };

let running: FakeCas | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

async function start(options: Partial<FakeCasOptions> = {}): Promise<FakeCas> {
  running = await startFakeCas({ people: [noor], services, ...options });
  return running;
}

const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: "manual", headers });

async function signIn(cas: FakeCas, service: string, password = "pw"): Promise<Response> {
  const url = `${cas.url}/login?${new URLSearchParams({ service })}`;
  const execution = /name="execution" value="([^"]+)"/.exec(await (await get(url)).text())?.[1] ?? "";
  const body = new URLSearchParams({ username: noor.login, password, execution });
  return fetch(`${cas.url}/login`, { method: "POST", body, redirect: "manual" });
}

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";

async function validate(cas: FakeCas, service: string, signedIn: Response): Promise<string> {
  const ticket = new URL(signedIn.headers.get("location") ?? "").searchParams.get("ticket") ?? "";
  return (await get(`${cas.url}/p3/proxyValidate?${new URLSearchParams({ service, ticket })}`)).text();
}

const service = "http://127.0.0.1:9/a/x";

describe("the small CAS", () => {
  it("takes the service from the form that was shown, not from the address posted to", async () => {
    const cas = await start();
    expect((await signIn(cas, service)).headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:9\/a\/x\?ticket=ST-/);
  });

  it("refuses a form it did not sign", async () => {
    const cas = await start();
    const payload = Buffer.from(JSON.stringify(service)).toString("base64url");
    const body = new URLSearchParams({ username: noor.login, password: "pw", execution: `${payload}.AAAA` });
    const answer = await fetch(`${cas.url}/login`, { method: "POST", body, redirect: "manual" });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
  });

  it("shows a login that was refused without letting it become a part of the page", async () => {
    const cas = await start();
    const page = await (await get(`${cas.url}/login`)).text();
    const execution = /name="execution" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const body = new URLSearchParams({ username: '"><script>', password: "x", execution });
    const refused = await (await fetch(`${cas.url}/login`, { method: "POST", body })).text();
    expect(refused).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(refused).not.toContain("<script");
  });

  it("writes an address that a header can't hold in percents", async () => {
    const cas = await start();
    const location = (await signIn(cas, `${service}?q=é x`)).headers.get("location") ?? "";
    expect(location).toMatch(/^http:\/\/127\.0\.0\.1:9\/a\/x\?q=%C3%A9%20x&ticket=ST-[\w-]+$/);
  });

  it("releases to a service only what it may have", async () => {
    const cas = await start();
    const all = await validate(cas, service, await signIn(cas, service));
    expect([all.includes("<cas:mail>"), all.includes("<cas:uid>")]).toEqual([true, true]);
    const some = await validate(cas, "http://mail.example/", await signIn(cas, "http://mail.example/"));
    expect([some.includes("<cas:mail>"), some.includes("<cas:uid>")]).toEqual([false, true]);
  });

  it("matches a service whole: an address that only begins like one is unregistered", async () => {
    const cas = await start();
    const statuses = [service, "http://MAIL.example/", "http://mail.example/more", "http://mail.example.evil/"].map(
      async (one) => (await get(`${cas.url}/login?${new URLSearchParams({ service: one })}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 403, 403]);
  });

  it("knows people as they are now", async () => {
    const people = [noor];
    const cas = await start({ people: () => people });
    people[0] = { ...noor, password: "other" };
    expect((await signIn(cas, service)).status).toBe(401);
    expect((await signIn(cas, service, "other")).status).toBe(302);
  });

  it("fails one validation on request", async () => {
    const cas = await start();
    const signedIn = await signIn(cas, service);
    cas.refuseNext("INTERNAL_ERROR");
    expect(await validate(cas, service, signedIn)).toContain('code="INTERNAL_ERROR"');
    expect(await validate(cas, service, signedIn)).toContain("<cas:user>haddad002</cas:user>");
  });

  it("ends the sessions of a login, and says whom it could tell", async () => {
    const cas = await start();
    const cookie = cookieOf(await signIn(cas, service));
    expect((await get(`${cas.url}/login?${new URLSearchParams({ service })}`, { cookie })).status).toBe(302);
    const told = await cas.logout(noor.login);
    expect(told).toMatchObject([{ service, status: null }]);
    expect((await get(`${cas.url}/login?${new URLSearchParams({ service })}`, { cookie })).status).toBe(200);
    expect(await cas.logout(noor.login)).toEqual([]);
  });

  it("forgets a session after eight hours", async () => {
    let now = 0;
    const cas = await start({ now: () => now });
    const cookie = cookieOf(await signIn(cas, service));
    const status = async (): Promise<number> => (await get(`${cas.url}/login?${new URLSearchParams({ service })}`, { cookie })).status;
    now = 8 * 3_600_000;
    expect(await status()).toBe(302);
    now += 1;
    expect(await status()).toBe(200);
  });

  it("goes back to a registered service after a sign-out only where told to", async () => {
    const leave = async (cas: FakeCas, to: string): Promise<string | null> =>
      (await get(`${cas.url}/logout?${new URLSearchParams({ service: to })}`)).headers.get("location");
    expect(await leave(await start(), service)).toBeNull();
    await running?.stop();
    const cas = await start({ logoutRedirects: true });
    expect(await leave(cas, service)).toBe(service);
    expect(await leave(cas, "http://elsewhere.example/")).toBeNull();
  });

  it("waits before it answers, as long as it is told to", async () => {
    const cas = await start({ latencyMilliseconds: 60_000 });
    await expect(fetch(`${cas.url}/health`, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: "TimeoutError" });
    cas.setLatency(0);
    expect((await get(`${cas.url}/health`)).status).toBe(200);
  });

  it("counts what it was asked, answers its health, and nothing else", async () => {
    const cas = await start();
    const statuses = ["/health", "/health", "/", "/nothing", "/../etc"].map(async (path) => (await get(cas.url + path)).status);
    expect(await Promise.all(statuses)).toEqual([200, 200, 302, 404, 404]);
    expect(cas.requests.get("/cas/health")).toBe(2);
    expect((await fetch(`${cas.url}/login`, { method: "POST", headers: form, body: `x=${"a".repeat(70_000)}` })).status).toBe(413);
    expect((await fetch(`${cas.url}/logout`, { method: "DELETE" })).status).toBe(405);
  });

  it("refuses a port that is taken", async () => {
    const { port } = await start();
    await expect(startFakeCas({ port, people: [], services })).rejects.toMatchObject({ code: "platform.port-busy" });
  });
});

describe("text in XML", () => {
  it("escapes what means something and drops what can't be written", () => {
    expect(escapeXml("a<b>&\"'\u0000\u0008\uFFFF\tÉ😀\uD800")).toBe("a&lt;b&gt;&amp;&quot;&apos;\tÉ😀\uFFFD");
  });
});
