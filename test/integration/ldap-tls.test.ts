/** LDAPS and STARTTLS with the site's own authority, on a real slapd. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryOf, failureOf, ldapConfig, people, readLdap, structure } from "../lab/ldap-source.ts";
import { renderLdif } from "../lab/ldif.ts";
import { hasSlapd, type LabSlapd, openSlapd } from "../lab/slapd.ts";

const ldif = renderLdif(directoryOf(structure("UNIV"), ...people(5)));

describe.runIf(hasSlapd())("encrypted LDAP", () => {
  let slapd: LabSlapd;
  let other: LabSlapd;
  beforeAll(async () => {
    slapd = await openSlapd({ ldif, tls: true });
    other = await openSlapd({ ldif, tls: true });
  });
  afterAll(async () => {
    await slapd?.stop();
    await other?.stop();
  });

  it("reads over LDAPS and over STARTTLS", async () => {
    const { caFile } = slapd;
    expect((await readLdap(ldapConfig(slapd, { url: slapd.ldapsUrl, caFile }))).counts.people).toBe(5);
    expect((await readLdap(ldapConfig(slapd, { startTls: true, caFile }))).counts.people).toBe(5);
  });

  it("source.tls when the certificate comes from another authority, or none is given", async () => {
    for (const caFile of [other.caFile, undefined]) {
      for (const way of [{ url: slapd.ldapsUrl }, { startTls: true }]) {
        expect(await failureOf(ldapConfig(slapd, { ...way, caFile }))).toMatchObject({
          code: "source.tls",
          params: { source: "annuaire" },
        });
      }
    }
  });

  it("source.tls when the certificate is for another name", async () => {
    const url = slapd.ldapsUrl.replace("127.0.0.1", "localhost");
    const error = await failureOf(ldapConfig(slapd, { url, caFile: slapd.caFile }));
    expect(error).toMatchObject({ code: "source.tls", params: { reason: "ERR_TLS_CERT_ALTNAME_INVALID" } });
  });

  it("source.tls when ldaps:// meets a plain port, or STARTTLS a server without a certificate", async () => {
    const { caFile } = slapd;
    const plain = slapd.url.replace("ldap:", "ldaps:");
    expect(await failureOf(ldapConfig(slapd, { url: plain, caFile, timeoutSeconds: 3 }))).toMatchObject({ code: "source.tls" });
    const bare = await openSlapd({ ldif });
    const error = await failureOf(ldapConfig(bare, { startTls: true, caFile }));
    await bare.stop();
    expect(error).toMatchObject({ code: "source.tls", params: { reason: "STARTTLS refused" } });
  });

  it("config.secret-missing without the authority's file", async () => {
    const caFile = `${slapd.folder}/missing.pem`;
    expect(await failureOf(ldapConfig(slapd, { url: slapd.ldapsUrl, caFile }))).toMatchObject({ code: "config.secret-missing" });
  });
});
