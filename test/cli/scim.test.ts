/** `campus scim`: tokens, state, completion, and listening on loopback. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openContext } from "#cli/context.ts";
import { runCli } from "#cli/program.ts";
import { writeConfig } from "#config/write.ts";
import { cliDeps } from "#wire";
import { user } from "../http/scim-world.ts";
import { campusIn } from "./campus-in.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-scim-cli-"));
let port = 0;
beforeAll(async () => {
  port = await freePort();
  writeConfig(join(folder, "campus.yaml"), {
    store: { kind: "embedded" },
    scim: { port },
    servers: [{ name: "prod", url: "http://127.0.0.1:1", serverName: "campus.test", tokenFile: "token" }],
    sources: [{ kind: "scim", name: "idp" }],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const campus = (...args: string[]) => campusIn(folder, ["scim", ...args, "--lang", "en"]);

describe("campus scim", { timeout: 60_000 }, () => {
  it("makes a token, serves with it, and tells what was pushed until somebody says that it is all", async () => {
    const made = await campus("token", "--label", "okta", "--days", "30");
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^scim_[\w-]{43}\n$/)]);
    expect(made.err).toContain("Token 1, valid until");
    const stop = new AbortController();
    const { served, said } = serve(stop.signal);
    await until(() => said.out.includes(`http://127.0.0.1:${port}`));
    const pushed = await fetch(`http://127.0.0.1:${port}/scim/idp/v2/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${made.out.trim()}`, "content-type": "application/scim+json" },
      body: JSON.stringify(user(1)),
    });
    expect(pushed.status).toBe(201);
    stop.abort();
    expect(await served).toBe(0);
    const waiting = await campus("status");
    expect(waiting.out).toMatch(
      /Source idp: 1 person, 0 groups, last written on .+\n {2}First provisioning under way.+\n {2}token 1 \(okta\)/,
    );
    expect((await campus("complete")).out).toContain("Source idp is declared complete: 1 person, 0 groups.");
    const { sources } = JSON.parse((await campus("status", "--json")).out);
    expect(sources).toMatchObject([{ source: "idp", users: 1, readyBy: "essai", tokens: [{ id: "1", label: "okta" }] }]);
    expect(JSON.stringify(sources)).not.toContain("hash");
  });

  it("is told by name that another process listens there already", async () => {
    const blocker = createServer().listen(port, "127.0.0.1");
    try {
      await new Promise((done) => blocker.once("listening", done));
      const refused = await campus("serve");
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`can't listen at 127.0.0.1:${port}: EADDRINUSE`)]);
    } finally {
      await new Promise((done) => blocker.close(done));
    }
  });

  it("writes a token into a file of one's own, gives at most four, and revokes one once", async () => {
    expect((await campus("token", "--label", "entra", "--out", "entra.token")).out).toBe("");
    expect(readFileSync(join(folder, "entra.token"), "utf8")).toMatch(/^scim_/);
    expect(statSync(join(folder, "entra.token")).mode & 0o777).toBe(0o600);
    for (const label of ["c", "d"]) expect((await campus("token", "--label", label)).code).toBe(0);
    const fifth = await campus("token", "--label", "e");
    expect([fifth.code, fifth.err]).toEqual([1, expect.stringContaining("has 4 tokens in use already")]);
    expect((await campus("revoke", "2")).out).toContain("Token 2 is revoked.");
    expect((await campus("revoke", "2")).err).toContain("has no such token (2)");
    expect((await campus("token", "--label", "e")).code).toBe(0);
  });

  it.each([
    [["token"], "--label"],
    [["token", "--label", "x", "--days", "91"], "--days"],
    [["token", "--label", "x", "--source", "nowhere"], "nowhere"],
    [["complete", "nowhere"], "nowhere"],
  ])("refuses %s", async (args, named) => {
    const { code, err } = await campus(...args);
    expect([code, err]).toEqual([1, expect.stringContaining(named)]);
  });
});

function serve(signal: AbortSignal) {
  const said = { out: "", err: "" };
  const context = openContext(
    {
      ...{ out: { write: (text: string) => (said.out += text) }, err: { write: (text: string) => (said.err += text) } },
      ...{ folder, home: folder, version: "0.0.0", user: "essai", signal, deps: () => Promise.resolve(cliDeps) },
    },
    {},
  );
  return { said, served: runCli(context, ["scim", "serve", "--lang", "en"]) };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
