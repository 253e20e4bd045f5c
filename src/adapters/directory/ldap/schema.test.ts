/** Attributes that a source uses. */
import { describe, expect, it } from "vitest";
import { filterAttributes } from "./schema.ts";

describe("filterAttributes", () => {
  it("finds every attribute of a filter", () => {
    const filter = "(&(objectClass=supannPerson)(|(uid=p*)(sn>=a)(mail~=x))(!(memberOf:1.2.840.113556.1.4.1941:=cn=x))(cn;lang-fr=*))";
    expect(filterAttributes(filter)).toEqual(["objectClass", "uid", "sn", "mail", "memberOf", "cn"]);
  });
});
