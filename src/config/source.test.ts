/** Configuration of sources: defaults, and mistakes found before anything is read. */
import { describe, expect, it } from "vitest";
import { SourceConfig } from "./source.ts";

const ldap = {
  ...{ kind: "ldap", url: "ldap://ldap.univ-demo.example", branches: [{ base: "ou=people,dc=univ-demo,dc=example" }] },
  structures: { base: "ou=structures,dc=univ-demo,dc=example" },
};
const problemsOf = (config: unknown) => SourceConfig.safeParse(config).error?.issues.map((issue) => issue.path.join(".")) ?? [];

describe("SourceConfig", () => {
  it("needs little: an address and the branches, or a folder", () => {
    expect(SourceConfig.parse(ldap)).toMatchObject({
      name: "directory",
      pageSize: 1000,
      connections: 2,
      checkSchema: true,
      startTls: false,
    });
    expect(SourceConfig.parse({ kind: "csv", folder: "export" })).toMatchObject({ files: { people: "V_MATRIX_AGENT.csv" } });
  });

  it("finds mistakes that would show late or never", () => {
    expect(problemsOf({ ...ldap, bindDn: "cn=reader" })).toEqual(["passwordFile"]);
    expect(problemsOf({ ...ldap, url: "ldaps://ldap.univ-demo.example", startTls: true })).toEqual(["startTls"]);
    for (const url of ["http://x", "ldap://", "ldap://x:99999", "ldap://x/dc=y", "ldap://user@x"])
      expect(problemsOf({ ...ldap, url })).toEqual(["url"]);
    for (const url of ["ldap://x:389", "ldaps://[::1]:636/", "ldap://127.0.0.1:65535"]) expect(problemsOf({ ...ldap, url })).toEqual([]);
    expect(problemsOf({ ...ldap, branches: [] })).toEqual(["branches"]);
    expect(problemsOf({ ...ldap, branches: [{ base: "ou=x", filter: "uid=*" }] })).toEqual(["branches.0.filter"]);
    expect(problemsOf({ ...ldap, pagesize: 10 })).toEqual([""]);
    expect(problemsOf({ kind: "csv", folder: "x", name: "Octopus 1" })).toEqual(["name"]);
  });

  it("keeps the other attributes' defaults when one is set", () => {
    const config = SourceConfig.parse({ ...ldap, person: { login: { attribute: "uid" } } });
    expect(config).toMatchObject({ person: { login: { attribute: "uid" }, id: { attribute: "supannRefId", prefix: "{OCTOPUS:" } } });
  });
});
