/** plan, sync, apply and why on a small world: shapes, exit codes, and nothing written that was not approved. */
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSmallWorld, type SmallWorld } from "./run-campus.ts";

interface PlanJson {
  readonly server: string;
  readonly planId: string;
  readonly counts: Record<string, number>;
  readonly guards: { name: string; value: number; limit: number; verdict: string }[];
  readonly problems: { code: string; subject: string; text: string }[];
  readonly changes: {
    key: string;
    kind: string;
    subject: string;
    before: unknown;
    after: unknown;
    reason: { code: string; params: object; text: string };
  }[];
}

let world: SmallWorld;
beforeAll(async () => {
  world = await openSmallWorld();
}, 60_000);
afterAll(() => world.close());

const seconds = 60_000;

describe("the life of a small world", () => {
  test("a first plan is held, explains itself, and writes nothing on the server", { timeout: seconds }, async () => {
    const accounts = world.homeserver.model.accounts.size;
    const { code, out } = await world.campus("plan", "--json", "--out", "plan.json");
    const plan = JSON.parse(out) as PlanJson;
    expect(code).toBe(3);
    expect(plan.server).toBe("prod");
    expect(plan.guards.find(({ name }) => name === "first-run")).toMatchObject({ verdict: "held" });
    expect(plan.changes.length).toBe(Object.values(plan.counts).reduce((sum, count) => sum + count, 0));
    expect(plan.changes.find(({ kind }) => kind === "account.create")).toMatchObject({
      before: null,
      reason: { code: "eligible", params: {}, text: expect.stringContaining("conditions d'ouverture") },
    });
    expect(plan.problems.every(({ text }) => text.length > 10)).toBe(true);
    expect(JSON.parse(readFileSync(join(world.folder, "plan.json"), "utf8"))).toEqual(plan);
    expect(world.homeserver.model.accounts.size).toBe(accounts);
  });

  test("a sync without an approval is held too", { timeout: seconds }, async () => {
    const { code, out } = await world.campus("sync");
    expect(code).toBe(3);
    expect(out).toContain("premier passage");
    expect(out).toContain("--approve-as");
    const person = world.university.people.find(({ login, state }) => login !== null && state === "active");
    const why = await world.campus("why", person?.login ?? "", "--json");
    expect(JSON.parse(why.out)).toMatchObject({
      verdict: "in",
      reasons: expect.arrayContaining([expect.objectContaining({ code: "guard-holds", params: { guard: "first-run" } })]),
    });
    expect(world.homeserver.model.rooms.size).toBe(0);
  });

  test("a forged or unknown plan file applies nothing", { timeout: seconds }, async () => {
    const plan = JSON.parse(readFileSync(join(world.folder, "plan.json"), "utf8")) as { sha256: string };
    writeFileSync(join(world.folder, "forged.json"), JSON.stringify({ ...plan, sha256: plan.sha256.replace(/^./, "0x") }));
    writeFileSync(join(world.folder, "other.json"), "{}");
    const forged = await world.campus("apply", "forged.json", "--approve-as", "essai");
    const other = await world.campus("apply", "other.json");
    expect([forged.code, other.code]).toEqual([1, 1]);
    expect(forged.err).toContain("n'est pas celui qui avait été enregistré");
    expect(other.err).toContain("Ce plan est inconnu");
    expect(world.homeserver.model.rooms.size).toBe(0);
  });

  test("the saved plan, approved, is applied whole; a second pass finds nothing", { timeout: seconds }, async () => {
    const applied = await world.campus("apply", "plan.json", "--approve-as", "essai", "--comment", "premier passage", "--json");
    expect(applied.code, applied.err).toBe(0);
    const report = JSON.parse(applied.out) as { changesTotal: number; applied: number; converged: boolean; held: number };
    expect(report).toMatchObject({ converged: true, held: 0, applied: report.changesTotal });
    const again = await world.campus("plan");
    expect(again.code).toBe(0);
    expect(again.out).toContain("Rien à faire");
  });

  test("the next day has its changes, which a sync applies", { timeout: seconds }, async () => {
    world.moveTo(1);
    const planned = await world.campus("plan", "--json");
    expect(planned.code).toBe(2);
    const total = (JSON.parse(planned.out) as PlanJson).changes.length;
    expect(total).toBeGreaterThan(0);
    const synced = await world.campus("sync", "--json");
    expect(synced.code, synced.err).toBe(0);
    expect(JSON.parse(synced.out)).toMatchObject({ changesTotal: total, applied: total, converged: true });
  });

  test("why answers for an account and for a room, in both languages", { timeout: seconds }, async () => {
    const [room] = [...world.homeserver.model.rooms.values()].filter(({ joined }) => joined.size > 3);
    const member = [...(room?.joined.keys() ?? [])].find((user) => !user.includes("campus")) ?? "";
    const account = await world.campus("why", member, "--json");
    expect(account.code, account.err).toBe(0);
    expect(JSON.parse(account.out)).toMatchObject({ verdict: "in", reasons: [{ code: "eligible" }] });
    const inRoom = await world.campus("why", member, room?.roomId ?? "", "--lang", "en");
    expect(inRoom.out).toMatch(/^.+ in “.+”: yes\n {2}\S/);
    const nobody = await world.campus("why", "personne");
    expect([nobody.code, nobody.out]).toEqual([1, ""]);
    expect(nobody.err).toContain("«\u00a0personne\u00a0»");
  });

  test("why answers from the last reading when a source can't be read; a plan stops", { timeout: 2 * seconds }, async () => {
    const [person] = world.university.people.filter(({ login, state }) => login !== null && state === "active").slice(40);
    const data = join(world.folder, "data");
    renameSync(data, `${data}-away`);
    const unread = await world.campus("why", person?.id ?? "", "--json");
    const plan = await world.campus("plan");
    renameSync(`${data}-away`, data);
    expect(JSON.parse(unread.out)).toMatchObject({
      verdict: "in",
      reasons: [{ code: "source-unreadable", params: { source: "directory" } }, {}],
    });
    expect([plan.code, plan.err]).toEqual([1, expect.stringContaining("V_MATRIX_")]);
  });

  test("doctor finds nothing wrong here, then says what is, with its remedy", { timeout: 2 * seconds }, async () => {
    const well = await world.campus("doctor", "--json");
    const { findings } = JSON.parse(well.out) as { findings: { check: string; severity: string; remedy: string }[] };
    expect(well.code, well.out).toBe(0);
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set([
        ...["config", "secret", "policy", "version", "identity", "store", "source"],
        ...findings.filter(({ severity }) => severity === "warning").map(({ check }) => check),
      ]),
    );
    chmodSync(join(world.folder, "token"), 0o644);
    const readable = await world.campus("doctor");
    expect(readable.code).toBe(1);
    expect(readable.out).toContain("chmod 600");
    expect(readable.err).toContain("lisible par tous");
    chmodSync(join(world.folder, "token"), 0o600);
  });

  test("doctor --deep compares the links of every account", { timeout: 2 * seconds }, async () => {
    const account = [...world.homeserver.model.accounts.values()].find(({ externalIds }) => externalIds.length === 1);
    const well = await world.campus("doctor", "--deep");
    expect([well.code, well.out]).toEqual([0, expect.stringMatching(/Les liens de connexion de \d+ comptes sont ceux attendus/)]);
    const link = { auth_provider: "cas", external_id: "SOMEBODY" };
    account?.externalIds.push(link);
    const shallow = await world.campus("doctor");
    const deep = await world.campus("doctor", "--deep");
    account?.externalIds.splice(1);
    expect(shallow.out).not.toContain("SOMEBODY");
    expect(deep.out).toContain("identifiants externes inattendus");
    expect(deep.out).toContain("SOMEBODY");
  });

  test("a full disk is said plainly", { timeout: seconds }, async () => {
    const { code, err } = await world.campus("plan", "--out", "/dev/full");
    expect(code).toBe(1);
    expect(err).toContain("Plus de place sur le disque");
    expect(err).not.toContain("Erreur imprévue");
  });

  test("a server that is down stops the pass with its three sentences", { timeout: seconds }, async () => {
    world.homeserver.faults.add({ kind: "cut" });
    const { code, err } = await world.campus("plan");
    world.homeserver.faults.clear();
    expect(code).toBe(1);
    expect(err).toMatch(/Ce qui s'est passé.*\n.*Ce qui n'a pas été fait.*\n.*À faire/s);
  });
});
