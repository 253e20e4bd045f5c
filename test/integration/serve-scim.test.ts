/** `campus serve` receives what an identity provider pushes, and carries it to a real Synapse by itself. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeConfig } from "#config/write.ts";
import type { Run } from "#engine/ports.ts";
import { freePort } from "#hosting/ports.ts";
import { campusIn } from "../cli/campus-in.ts";
import { raw } from "../contracts/raw-matrix.ts";
import { group, patchOf, user } from "../http/scim-world.ts";
import { type Service, startService } from "../lab/campus-service.ts";
import { eventually } from "../lab/processes.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-serve-scim-"));
const campus = (...args: string[]) => campusIn(folder, args);

describe.skipIf(!hasSynapse())("an identity provider and a service", () => {
  let synapse: LabSynapse;
  let service: Service;
  let address: string;
  let token: string;
  beforeAll(async () => {
    synapse = await openSynapse();
    const port = await freePort();
    address = `http://127.0.0.1:${port}/scim/idp/v2`;
    writeFileSync(join(folder, "token"), `${synapse.asToken}\n`, { mode: 0o600 });
    const { baseUrl: url, serverName } = synapse;
    writeConfig(join(folder, "campus.yaml"), {
      store: { kind: "embedded" },
      scim: { port },
      servers: [{ name: "prod", url, serverName, tokenFile: "token", schedule: { cron: [] } }],
      sources: [
        { kind: "scim", name: "idp", defaultPopulation: "administratif", establishment: { code: "UNIV", label: "Université d'essai" } },
      ],
    });
    service = await startService(folder);
    // Through the service: it owns the store.
    const made = await campus("scim", "token", "--label", "okta", "--out", "okta.token");
    expect(made.code, made.err).toBe(0);
    token = readFileSync(join(folder, "okta.token"), "utf8").trim();
  }, 90_000);
  afterAll(async () => {
    await service?.end("SIGKILL");
    await synapse?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (method: string, path: string, body: object, bearer = token) =>
    fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/scim+json" },
      body: JSON.stringify(body),
    });
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await ask("POST", path, body);
    expect(answer.status).toBe(201);
    return String(((await answer.json()) as { id: string }).id);
  };
  const userId = (n: number) => `@agent${n}:${synapse.serverName}`;
  const accountOf = async (n: number) => (await raw(synapse, `GET /_synapse/admin/v2/users/${encodeURIComponent(userId(n))}`)).body;
  const roomsOf = async (n: number) =>
    (await raw(synapse, `GET /_synapse/admin/v1/users/${encodeURIComponent(userId(n))}/joined_rooms`)).body.joined_rooms ?? [];
  const runs = async () => (JSON.parse((await campus("runs", "--json")).out) as { runs: Run[] }).runs;

  it("a pushed user has an account and rooms, a disabled one is locked, and the end of the service closes the door", {
    timeout: 90_000,
  }, async () => {
    const users: string[] = [];
    for (const n of [1, 2, 3, 4]) users.push(await make("/Users", user(n)));
    const lab = await make("/Groups", group("LAB", users));
    expect((await ask("POST", "/Users", user(9), "scim_wrongwrongwrong")).status).toBe(401);
    expect((await campus("scim", "complete", "idp")).code).toBe(0);
    const first = await campus("sync", "--approve-as", "Camille", "--comment", "premier passage");
    expect(first.code, first.err).toBe(0);

    const fifth = await make("/Users", user(5));
    expect((await ask("PATCH", `/Groups/${lab}`, patchOf({ op: "add", path: "members", value: [{ value: fifth }] }))).status).toBe(200);
    const rooms = await eventually(
      () => roomsOf(5),
      (found) => (found as string[]).length === 6,
      40_000,
    );
    expect(rooms).toHaveLength(6);
    expect(await roomsOf(1)).toEqual(expect.arrayContaining(rooms as string[]));

    await ask("PATCH", `/Users/${fifth}`, patchOf({ op: "replace", path: "active", value: false }));
    const locked = await eventually(
      () => accountOf(5),
      (account) => account.locked === true,
      40_000,
    );
    expect(locked).toMatchObject({ locked: true, deactivated: false });
    await eventually(runs, (all) => all.every(({ status }) => status !== "running"), 20_000);
    const made = (await runs()).filter(({ trigger }) => trigger === "scim");
    expect(made.map(({ scope, status }) => [scope?.people, status])).toEqual([1, 2].map(() => [["ext-5"], "done"]));

    expect(await service.end("SIGTERM")).toBe(0);
    await expect(ask("POST", "/Users", user(7))).rejects.toThrow();
    const status = JSON.parse((await campus("scim", "status", "--json")).out);
    expect(status.sources).toMatchObject([{ users: 5, groups: 1 }]);
  });
});
