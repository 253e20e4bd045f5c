/** What can go wrong with an LDAP server, on a real slapd: each a clear error, nothing partial ever comes out. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryOf, failureOf, ldapConfig, people, readLdap, structure, suffix } from "../lab/ldap-source.ts";
import { countByLdapsearch } from "../lab/ldapsearch.ts";
import { renderLdif } from "../lab/ldif.ts";
import { hasSlapd, type LabSlapd, openSlapd } from "../lab/slapd.ts";
import { openTcpProxy, type TcpProxy } from "../lab/tcp-proxy.ts";

const ldif = renderLdif(directoryOf(structure("UNIV"), ...people(300)));
const portOf = (slapd: LabSlapd) => Number(new URL(slapd.url).port);

describe.runIf(hasSlapd())("an LDAP server that refuses", () => {
  let slapd: LabSlapd;
  beforeAll(async () => {
    slapd = await openSlapd({ ldif, sizeLimit: 100 });
  });
  afterAll(() => slapd?.stop());

  it("reads page by page what one answer may not hold", async () => {
    const reading = await readLdap(ldapConfig(slapd, { pageSize: 70 }));
    expect(reading.counts).toEqual({ people: 300, structures: 1 });
    expect(new Set(reading.people.map((one) => one.id)).size).toBe(300);
  });

  it("reads as many entries as ldapsearch does", async () => {
    const config = ldapConfig(slapd, { pageSize: 70 });
    const { counts } = await readLdap(config);
    expect(counts.people + counts.structures).toBe(countByLdapsearch(config));
  });

  it("source.refused on a wrong password", async () => {
    const passwordFile = join(slapd.folder, "wrong");
    writeFileSync(passwordFile, "not-it\n");
    const error = await failureOf(ldapConfig(slapd, { passwordFile }));
    expect(error).toMatchObject({ code: "source.refused", params: { source: "annuaire", dn: slapd.bindDn, result: 49 } });
  });

  it("source.refused to an anonymous reader who may see nothing", async () => {
    const error = await failureOf(ldapConfig(slapd, { bindDn: undefined, passwordFile: undefined }));
    expect(error).toMatchObject({ code: "source.refused", params: { result: 50 } });
  });

  it("source.refused on a branch that does not exist, named", async () => {
    const error = await failureOf(ldapConfig(slapd, { branches: [{ base: `ou=persons,${suffix}` }] }));
    expect(error).toMatchObject({ code: "source.refused", params: { dn: `ou=persons,${suffix}`, result: 32 } });
  });

  it("source.empty on an empty people branch, on a filter that matches nobody, on no structure", async () => {
    const branches = [{ base: `ou=people,${suffix}` }, { base: `ou=deactivated,${suffix}` }];
    expect(await failureOf(ldapConfig(slapd, { branches }))).toMatchObject({ code: "source.empty", params: { branch: branches[1]?.base } });
    const nobody = [{ base: `ou=people,${suffix}`, filter: "(uid=nobody)" }];
    expect(await failureOf(ldapConfig(slapd, { branches: nobody }))).toMatchObject({ code: "source.empty" });
    const structures = { base: `ou=deactivated,${suffix}` };
    expect(await failureOf(ldapConfig(slapd, { structures }))).toMatchObject({ code: "source.empty", params: { branch: structures.base } });
    const all = [{ base: `ou=deactivated,${suffix}`, role: "deactivated" }];
    expect(await failureOf(ldapConfig(slapd, { branches: all }))).toMatchObject({ code: "source.empty" });
  });

  it("source.unknown-attribute lists every attribute that the schema lacks, filters and second names included", async () => {
    const person = { login: { attribute: "supannAliasLogn" }, familyName: { attribute: "surname" }, functions: "supannRoleEntitee" };
    const branches = [{ base: `ou=people,${suffix}`, filter: "(&(objectClass=supannPerson)(!(uidd=x*)))" }];
    const error = await failureOf(ldapConfig(slapd, { person, branches }));
    expect(error.code).toBe("source.unknown-attribute");
    expect(error.params.attribute).toBe("supannAliasLogn, supannRoleEntitee, surname (sn), uidd");
  });

  it("config.invalid on a filter that is no filter, before any connection", () => {
    const config = ldapConfig(slapd, { branches: [{ base: `ou=people,${suffix}`, filter: "(&(uid=*)" }] });
    expect(() => readLdap(config)).toThrow(expect.objectContaining({ code: "config.invalid" }));
  });

  it("config.secret-missing without the password file, or with an empty one", async () => {
    const missing = join(slapd.folder, "missing");
    expect(await failureOf(ldapConfig(slapd, { passwordFile: missing }))).toMatchObject({
      code: "config.secret-missing",
      params: { file: missing },
    });
    const empty = join(slapd.folder, "empty");
    writeFileSync(empty, "\n");
    expect(await failureOf(ldapConfig(slapd, { passwordFile: empty }))).toMatchObject({
      code: "config.secret-missing",
      params: { file: empty },
    });
  });

  it("source.unreachable when nothing listens, or the name is unknown", async () => {
    const proxy = await openTcpProxy(portOf(slapd));
    await proxy.close();
    for (const startTls of [false, true]) {
      const refused = await failureOf(ldapConfig(slapd, { url: `ldap://127.0.0.1:${proxy.port}`, startTls }));
      expect(refused).toMatchObject({ code: "source.unreachable", params: { reason: "ECONNREFUSED" } });
    }
    expect(await failureOf(ldapConfig(slapd, { url: "ldap://ldap.nowhere.invalid" }))).toMatchObject({ code: "source.unreachable" });
  });
});

describe.runIf(hasSlapd())("an LDAP server that stops half-way", () => {
  let slapd: LabSlapd;
  let proxy: TcpProxy | undefined;
  const through = (changes: Record<string, unknown> = {}) =>
    ldapConfig(slapd, { url: `ldap://127.0.0.1:${proxy?.port}`, checkSchema: false, pageSize: 50, ...changes });
  const start = async (pagedLimit?: number) => {
    slapd = await openSlapd({ ldif, ...(pagedLimit === undefined ? {} : { pagedLimit }) });
  };
  const end = async () => {
    await proxy?.close();
    await slapd.stop();
  };

  it("source.partial when the server's limit over all pages is hit", async () => {
    await start(120);
    proxy = undefined;
    expect(await failureOf(ldapConfig(slapd, { pageSize: 50 }))).toMatchObject({
      code: "source.partial",
      params: { reason: "size limit", result: 4 },
    });
    await end();
  });

  it("source.partial when the server is killed in the middle", async () => {
    await start();
    proxy = await openTcpProxy(portOf(slapd), (before) => {
      if (before > 20_000) slapd.kill();
      return true;
    });
    expect(await failureOf(through())).toMatchObject({ code: "source.partial", params: { source: "annuaire" } });
    await end();
  });

  it("source.timeout when the server freezes before or in the middle", async () => {
    await start();
    proxy = await openTcpProxy(portOf(slapd), (before) => {
      if (before > 20_000) slapd.freeze();
      return before <= 20_000;
    });
    expect(await failureOf(through({ timeoutSeconds: 0.5 }))).toMatchObject({ code: "source.timeout", params: { seconds: 0.5 } });
    expect(await failureOf(ldapConfig(slapd, { timeoutSeconds: 0.5 }))).toMatchObject({ code: "source.timeout" });
    slapd.thaw();
    expect((await readLdap(ldapConfig(slapd))).counts.people).toBe(300);
    await end();
  });

  it("closes its two connections after a good read and after a bad one", async () => {
    await start();
    proxy = await openTcpProxy(portOf(slapd));
    await readLdap(through());
    await waitFor(() => proxy?.open() === 0);
    expect(proxy.made()).toBe(2);
    await failureOf(through({ structures: { base: `ou=none,${suffix}` } }));
    await waitFor(() => proxy?.open() === 0);
    expect(proxy.open()).toBe(0);
    await end();
  });

  it("reads the same over one connection", async () => {
    await start();
    const two = await readLdap(ldapConfig(slapd, { pageSize: 7 }));
    const one = await readLdap(ldapConfig(slapd, { connections: 1 }));
    expect(one).toEqual(two);
    proxy = undefined;
    await end();
  });
});

async function waitFor(ready: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !ready(); tries += 1) await new Promise((later) => setTimeout(later, 10));
}
