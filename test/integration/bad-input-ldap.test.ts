/** A real LDAP server that fails, through the command line: three sentences in both languages, nothing written, all is well afterwards. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { expectRefusal, openSmallSite, type SmallSite } from "../cli/small-site.ts";
import { directoryOf, ldapConfig, people, person, structure, suffix } from "../lab/ldap-source.ts";
import { renderLdif } from "../lab/ldif.ts";
import { hasSlapd, type LabSlapd, openSlapd } from "../lab/slapd.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";

const patience = 120_000;
const entries = directoryOf(structure("UNIV"), ...people(60));

describe.runIf(hasSlapd())("an LDAP directory behind the command line", () => {
  let slapd: LabSlapd;
  let site: SmallSite;
  const follow = (changes: Record<string, unknown> = {}) => {
    const file = join(site.folder, "campus.yaml");
    const settings = parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, stringify({ ...settings, sources: [sourceText(slapd, changes)] }), { mode: 0o600 });
  };
  beforeAll(async () => {
    slapd = await openSlapd({ ldif: renderLdif(entries) });
    site = await openSmallSite();
    follow();
    const first = await site.campus("sync", "--approve-as", "Camille");
    expect(first.code, first.out + first.err).toBe(0);
    expect(site.writes()).toBeGreaterThanOrEqual(60);
  }, patience);
  afterAll(async () => {
    await site?.close();
    await slapd?.stop();
  });
  const expectUnharmed = async () => {
    follow();
    const plan = await site.campus("plan", "--json");
    expect(JSON.parse(plan.out), plan.err).toMatchObject({ changes: [] });
    site.writes();
  };

  it("that nobody answers for, or under a wrong password", { timeout: patience }, async () => {
    follow({ url: "ldap://127.0.0.1:9" });
    await expectRefusal(site, [/annuaire/, /127\.0\.0\.1:9/]);
    writeFileSync(join(site.folder, "wrong"), "not-it\n", { mode: 0o600 });
    follow({ passwordFile: join(site.folder, "wrong") });
    await expectRefusal(site, [/annuaire/, /49/]);
    await expectUnharmed();
  });

  it("whose branch is empty, or whose schema lacks an attribute", { timeout: patience }, async () => {
    follow({ branches: [{ base: `ou=deactivated,${suffix}` }] });
    await expectRefusal(site, [/ou=deactivated/]);
    follow({ person: { login: { attribute: "supannNoSuchLogin" } } });
    await expectRefusal(site, [/supannNoSuchLogin/i]);
    await expectUnharmed();
  });

  it("that gives a part only, or dies in the middle", { timeout: patience }, async () => {
    const limited = await openSlapd({ ldif: renderLdif(entries), pagedLimit: 40 });
    follow({ url: limited.url, bindDn: limited.bindDn, passwordFile: limited.passwordFile, pageSize: 20 });
    await expectRefusal(site, [/annuaire/, /size limit|taille/]);
    await limited.stop();
    const dying = await openSlapd({ ldif: renderLdif(entries) });
    const proxy = await openTcpProxy(Number(new URL(dying.url).port), (before) => {
      if (before > 4_000) dying.kill();
      return true;
    });
    const through = { url: `ldap://127.0.0.1:${proxy.port}`, bindDn: dying.bindDn, passwordFile: dying.passwordFile };
    follow({ ...through, checkSchema: false, pageSize: 10 });
    const killed = await site.campus("sync");
    expect([killed.code, site.writes()]).toEqual([1, 0]);
    expect(killed.err).toMatch(/lecture partielle n'est jamais utilisée/);
    await proxy.close();
    await dying.stop();
    await expectUnharmed();
  });

  it("that holds a login twice and an unreadable composite sets them aside", { timeout: patience }, async () => {
    const awkward = await openSlapd({
      ldif: renderLdif([...entries, person(900, { supannAliasLogin: "login7" }), person(901, { supannRoleEntite: "[role={SUPANN}P00" })]),
      anySyntax: true,
    });
    follow({ url: awkward.url, bindDn: awkward.bindDn, passwordFile: awkward.passwordFile });
    const plan = await site.campus("plan", "--json");
    const { problems, changes } = JSON.parse(plan.out) as { problems: { code: string; text: string }[]; changes: { kind: string }[] };
    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(["login-shared", "composite-unreadable"]));
    expect(changes.filter(({ kind }) => /lock|leav|remove|close/.test(kind))).toEqual([]);
    await awkward.stop();
    await expectUnharmed();
  });
});

function sourceText(slapd: LabSlapd, changes: Record<string, unknown>): object {
  const { kind, name, url, bindDn, passwordFile, branches, structures } = ldapConfig(slapd);
  return { kind, name, url, bindDn, passwordFile, branches, structures, ...changes };
}
