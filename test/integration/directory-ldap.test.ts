/** The directory contract on a real slapd. */
import { afterAll, beforeAll, describe } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { LdapSource } from "#config/source.ts";
import { directoryContract } from "../contracts/directory.ts";
import { ldapEntries, ldapKinds } from "../contracts/small-university.ts";
import { renderLdif } from "../lab/ldif.ts";
import { hasSlapd, type LabSlapd, openSlapd } from "../lab/slapd.ts";

describe.runIf(hasSlapd())("real slapd", () => {
  let slapd: LabSlapd;
  beforeAll(async () => {
    slapd = await openSlapd({ ldif: renderLdif(ldapEntries) });
  });
  afterAll(() => slapd?.stop());

  directoryContract("ldap", async () => {
    const base = "dc=univ-demo,dc=example";
    const config = LdapSource.parse({
      ...{ kind: "ldap", name: "annuaire", url: slapd.url, bindDn: slapd.bindDn, passwordFile: slapd.passwordFile, kinds: ldapKinds },
      branches: [{ base: `ou=people,${base}` }, { base: `ou=deactivated,${base}`, role: "deactivated" }],
      structures: { base: `ou=structures,${base}` },
    });
    return openSource(config, { base: slapd.folder });
  });
});
