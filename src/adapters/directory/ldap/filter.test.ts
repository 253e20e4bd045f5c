/** Filters written by people. */
import { describe, expect, it } from "vitest";
import { checkFilter, filterAttributes } from "./filter.ts";

describe("filterAttributes", () => {
  it("finds every attribute of a filter", () => {
    const filter = "(&(objectClass=supannPerson)(|(uid=p*)(sn>=a)(mail~=x))(!(memberOf:1.2.840.113556.1.4.1941:=cn=x))(cn;lang-fr=*))";
    expect(filterAttributes(filter)).toEqual(["objectClass", "uid", "sn", "mail", "memberOf", "cn"]);
  });
});

describe("checkFilter", () => {
  it("accepts filters, and refuses what only looks like one", () => {
    for (const filter of ["(uid=*)", "(&(a=1)(!(b=2)))", "(cn=\\28x\\29)"]) expect(() => checkFilter(filter, "here")).not.toThrow();
    for (const filter of ["(uid=*", "(&(uid=*)", "(uid=*))", "(uid=*)(cn=*)", "uid=*", "(uid)"]) {
      expect(() => checkFilter(filter, "here"), filter).toThrow(expect.objectContaining({ code: "config.invalid" }));
    }
  });
});
