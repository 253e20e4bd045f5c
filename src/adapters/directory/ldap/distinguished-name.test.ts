/** Names that are the same however they are written. */
import { expect, test } from "vitest";
import { foldName } from "./distinguished-name.ts";

test("case, blanks, escapes and the number of a member don't matter", () => {
  const same = [
    "uid=Zoé\\, x,ou=People,dc=univ-demo",
    "UID = Zoé\\2C  x , OU=people, DC=Univ-Demo",
    "uid=zoé\\2c x,ou=people,dc=univ-demo#'0101'B",
  ];
  expect(new Set(same.map(foldName)).size).toBe(1);
  expect(foldName("uid=a,ou=people")).not.toBe(foldName("uid=b,ou=people"));
});
