/** Contract of accounts: created once, only changed keys sent, states, and takeovers refused. */
import { describe, expect, test } from "vitest";
import type { NewAccount } from "#engine/ports.ts";
import type { Names, World } from "./homeserver-world.ts";
import { raw } from "./raw-matrix.ts";

function account(own: Names, name: string, over: Partial<NewAccount> = {}): NewAccount {
  const user = own.user(name);
  return {
    userId: user,
    externalId: `x-${user}`,
    displayName: `Prénom ${name}`,
    mail: `${user.slice(1).replace(":", ".")}@mail.example`,
    listed: true,
    ...over,
  };
}

export function accountContract(world: World): void {
  describe("accounts made", () => creation(world));
  describe("accounts changed", () => changes(world));
  describe("accounts through their states", () => states(world));
}

function creation(world: World): void {
  test("an account is created with its external id, name and lower-cased mail", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "ana", { mail: `Ana.${own.user("a").slice(1, 8)}@Mail.Example` });
    await server.accounts.create(wanted);
    const found = (await server.reader.details([wanted.userId, own.user("absent")])).get(wanted.userId);
    expect(found).toMatchObject({ displayName: "Prénom ana", locked: false, deactivated: false, erased: false });
    expect(found?.details).toEqual({ externalIds: [wanted.externalId], mails: [wanted.mail?.toLowerCase()] });
    expect((await server.reader.accounts()).get(wanted.userId)?.displayName).toBe("Prénom ana");
  });

  test("creating twice is one account, and completes what an interrupted creation left", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "bea");
    await server.accounts.create(wanted);
    await server.accounts.create({ ...wanted, displayName: "Béa" });
    const found = (await world.open().reader.details([wanted.userId])).get(wanted.userId);
    expect(found?.displayName).toBe("Béa");
  });

  test("an account left bare by a creation that was cut gets its links", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "bare");
    await raw(world.bench(), `PUT /_synapse/admin/v2/users/${encodeURIComponent(wanted.userId)}`, undefined, {});
    await server.accounts.create(wanted);
    const found = (await server.reader.details([wanted.userId])).get(wanted.userId);
    expect(found).toMatchObject({ displayName: wanted.displayName, details: { externalIds: [wanted.externalId], mails: [wanted.mail] } });
  });

  test("an account of the same name that is somebody else's is left alone", async () => {
    const own = world.space();
    const stranger = account(own, "cy", { externalId: `other-${own.user("cy")}` });
    await world.open().accounts.create(stranger);
    await expect(world.open().accounts.create(account(own, "cy"))).rejects.toMatchObject({ code: "matrix.conflict" });
    const found = (await world.open().reader.details([stranger.userId])).get(stranger.userId);
    expect(found?.details?.externalIds).toEqual([stranger.externalId]);
  });

  test("an external id held by another account is a conflict, and the account it half-made is locked", async () => {
    const [server, own] = [world.open(), world.space()];
    const holder = account(own, "dan");
    await server.accounts.create(holder);
    const second = account(own, "dan2", { externalId: holder.externalId, mail: null });
    await expect(server.accounts.create(second)).rejects.toMatchObject({ code: "matrix.conflict", params: { holder: holder.userId } });
    expect((await server.reader.accounts()).get(second.userId)?.locked).toBe(true);
    const kept = (await server.reader.details([holder.userId])).get(holder.userId);
    expect(kept?.details?.externalIds).toEqual([holder.externalId]);
  });
}

function changes(world: World): void {
  test("name, mail and external id change one at a time", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "eve");
    await server.accounts.create(wanted);
    await server.accounts.rename(wanted.userId, "Ève");
    await server.accounts.setExternalId(wanted.userId, `${wanted.externalId}-new`);
    await server.accounts.setMail(wanted.userId, null);
    const found = (await server.reader.details([wanted.userId])).get(wanted.userId);
    expect(found?.displayName).toBe("Ève");
    expect(found?.details).toEqual({ externalIds: [`${wanted.externalId}-new`], mails: [] });
  });

  test("a login given to somebody else: its link leaves the former account, whatever its state, and the newcomer holds it under another name", async () => {
    const [server, own] = [world.open(), world.space()];
    const former = account(own, "kim");
    await server.accounts.create(former);
    await server.accounts.deactivate(former.userId);
    await server.accounts.setExternalId(former.userId, null);
    const newcomer = account(own, "kim+2", { externalId: former.externalId });
    await server.accounts.create(newcomer);
    const found = await server.reader.details([former.userId, newcomer.userId]);
    expect(found.get(former.userId)?.details?.externalIds).toEqual([]);
    expect(found.get(newcomer.userId)?.details).toEqual({ externalIds: [former.externalId], mails: [newcomer.mail] });
    await server.accounts.reactivate({ ...former, externalId: null, mail: null });
    const back = (await server.reader.details([former.userId])).get(former.userId);
    expect(back).toMatchObject({ deactivated: false, details: { externalIds: [] } });
  });

  test("an account of the red list is made hidden, listed again, hidden again; the same twice writes nothing", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "ida", { listed: false });
    const listed = async () => (await server.reader.accounts()).get(wanted.userId)?.listed;
    await server.accounts.create(wanted);
    expect(await listed()).toBe(false);
    for (const after of [true, true, false, false]) {
      await server.accounts.setListed(wanted.userId, after);
      expect(await listed()).toBe(after);
    }
    const found = (await server.reader.details([wanted.userId])).get(wanted.userId);
    expect(found).toMatchObject({ displayName: wanted.displayName, listed: false, details: { mails: [wanted.mail] } });
  });

  test("a hidden account stays so through a departure, and nothing but setListed shows it", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "isa", { listed: false });
    const listed = async () => (await server.reader.accounts()).get(wanted.userId)?.listed;
    await server.accounts.create(wanted);
    await server.accounts.deactivate(wanted.userId);
    await server.accounts.reactivate(wanted);
    expect(await listed()).toBe(false);
    await world.open().accounts.create({ ...wanted, listed: true });
    await server.accounts.adopt({ ...wanted, listed: true });
    expect(await listed()).toBe(false);
  });

  test("adopting hides an account of the red list", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "ivo");
    await server.accounts.create(wanted);
    await server.accounts.adopt({ ...wanted, listed: false });
    expect((await server.reader.accounts()).get(wanted.userId)?.listed).toBe(false);
  });

  test("an address that another account bears is refused, whatever its case, and stays where it is", async () => {
    const [server, own] = [world.open(), world.space()];
    const [first, second] = [account(own, "fa"), account(own, "fb", { mail: null })];
    await server.accounts.create(first);
    await server.accounts.create(second);
    const refused = { code: "matrix.conflict", params: { holder: first.userId } };
    await expect(server.accounts.setMail(second.userId, first.mail?.toUpperCase() ?? "")).rejects.toMatchObject(refused);
    const third = account(own, "fc", { mail: first.mail });
    await expect(server.accounts.create(third)).rejects.toMatchObject(refused);
    await expect(server.accounts.adopt({ ...second, mail: first.mail })).rejects.toMatchObject(refused);
    const found = await server.reader.details([first.userId, second.userId, third.userId]);
    expect(found.get(first.userId)?.details?.mails).toEqual([first.mail]);
    expect(found.get(second.userId)?.details?.mails).toEqual([]);
    expect(found.has(third.userId)).toBe(false);
    await server.accounts.setMail(first.userId, null);
    await server.accounts.setMail(second.userId, first.mail);
    expect((await server.reader.details([second.userId])).get(second.userId)?.details?.mails).toEqual([first.mail]);
  });
}

function states(world: World): void {
  test("locked, unlocked, deactivated, reactivated, erased: each seen in the list", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "gus");
    const seen = async () => (await server.reader.accounts()).get(wanted.userId);
    await server.accounts.create(wanted);
    await server.accounts.lock(wanted.userId);
    expect(await seen()).toMatchObject({ locked: true, deactivated: false });
    await server.accounts.unlock(wanted.userId);
    expect(await seen()).toMatchObject({ locked: false });
    await server.accounts.lock(wanted.userId);
    await server.accounts.deactivate(wanted.userId);
    expect(await seen()).toMatchObject({ deactivated: true, erased: false });
    await server.accounts.reactivate(wanted);
    expect(await seen()).toMatchObject({ locked: false, deactivated: false, displayName: wanted.displayName });
    const back = (await server.reader.details([wanted.userId])).get(wanted.userId);
    expect(back?.details).toEqual({ externalIds: [wanted.externalId], mails: [wanted.mail] });
    await server.accounts.erase(wanted.userId);
    expect(await seen()).toMatchObject({ deactivated: true, erased: true });
  });

  test("an adopted account loses foreign links and takes ours", async () => {
    const [server, own] = [world.open(), world.space()];
    const wanted = account(own, "hal");
    const foreign = { displayname: "hal", external_ids: [{ auth_provider: "elsewhere", external_id: `e-${wanted.userId}` }] };
    await raw(world.bench(), `PUT /_synapse/admin/v2/users/${encodeURIComponent(wanted.userId)}`, undefined, foreign);
    await server.accounts.adopt(wanted);
    const found = (await server.reader.details([wanted.userId])).get(wanted.userId);
    expect(found).toMatchObject({ displayName: wanted.displayName });
    expect(found?.details).toEqual({ externalIds: [wanted.externalId], mails: [wanted.mail] });
  });

  test("writing to an account that does not exist makes none", async () => {
    const [server, own] = [world.open(), world.space()];
    const nobody = own.user("nobody");
    await expect(server.accounts.lock(nobody)).rejects.toMatchObject({ code: "matrix.not-found" });
    await expect(server.accounts.setListed(nobody, false)).rejects.toMatchObject({ code: "matrix.not-found" });
    await expect(server.accounts.rename(nobody, "x")).rejects.toMatchObject({ code: "matrix.not-found" });
    expect((await server.reader.accounts()).has(nobody)).toBe(false);
  });
}
