/** States of accounts as SUPANN writes them. */
import { describe, expect, it } from "vitest";
import { readStatus } from "./status.ts";

describe("readStatus", () => {
  const cases: readonly (readonly [string, ReturnType<typeof readStatus>])[] = [
    ["{COMPTE}A:SupannActif::20270831", { state: "active", until: "20270831" }],
    ["{COMPTE}A:SupannActif", { state: "active" }],
    ["{COMPTE}A", { state: "active" }],
    ["{compte}a:supannactif:20260901:", { state: "active", from: "20260901" }],
    ["{COMPTE}A:SupannSursis:20260901:20261130", { state: "leaving", from: "20260901", until: "20261130" }],
    ["{COMPTE}A:SupannAnticipe:20270101:20270831", { state: "future", from: "20270101", until: "20270831" }],
    ["{COMPTE}I:SupannPrecree:20270101:", { state: "future", from: "20270101" }],
    ["{COMPTE}I:SupannCree", { state: "disabled" }],
    ["{COMPTE}I:SupannExpire::20260131", { state: "disabled" }],
    ["{COMPTE}I:SupannSupprCompte", { state: "disabled" }],
    ["{COMPTE}S:SupannVerrouille::", { state: "disabled" }],
    ["{COMPTE}S:SupannVerrouAdministratif:20260101:20270101", { state: "disabled" }],
    ["{COMPTE}X:Autre", null],
    ["{COMPTE}A:a:b:c:d", null],
    ["{MAIL}I:SupannInactif", undefined],
  ];
  for (const [text, expected] of cases) it(`${text} is ${JSON.stringify(expected)}`, () => expect(readStatus([text])).toEqual(expected));

  it("says nothing without a value", () => expect(readStatus([])).toBeUndefined());

  it("of several periods a lock wins, then the state closest to active, whatever their order", () => {
    const active = "{COMPTE}A:SupannActif:20250901:20260831";
    const grace = "{COMPTE}A:SupannSursis:20260901:20261130";
    const locked = "{COMPTE}S:SupannVerrouTechnique";
    for (const values of [
      [active, grace],
      [grace, active],
    ]) {
      expect(readStatus(values)).toEqual({ state: "active", from: "20250901", until: "20260831" });
    }
    expect(readStatus([active, locked, grace])).toEqual({ state: "disabled" });
    expect(readStatus([active, "{COMPTE}A:SupannActif"])).toEqual({ state: "active" });
  });

  it("ignores an unreadable value beside a readable one", () => {
    expect(readStatus(["{COMPTE}?", "{COMPTE}A:SupannActif"])).toEqual({ state: "active" });
  });
});
