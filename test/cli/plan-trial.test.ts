/** `campus plan --try FILE`: what another policy would change is shown, nothing is saved, and nothing can be applied. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

/** The same configuration with another policy for its server. */
function edit(policy: object): string {
  const text = readFileSync(join(site.folder, "campus.yaml"), "utf8");
  writeFileSync(join(site.folder, "essai.yaml"), text.replace(/( {4}serverName: .*\n)/, `$1    policy: ${JSON.stringify(policy)}\n`));
  return "essai.yaml";
}

test("a policy that would empty the server is seen before anybody writes it", { timeout: patience }, async () => {
  const file = edit({ populations: { eligible: ["titulaire"] } });
  const shown = await site.campus("plan", "--try", file);
  expect([shown.code, shown.out]).toEqual([2, expect.stringMatching(/0 changement avec celle d'aujourd'hui, 25 avec l'autre/)]);
  expect(shown.out).toMatch(/\+25 −0 désactivations en attente/);
  expect(shown.out).toMatch(/Frein « sorties » : 25 sorties/);
  expect(shown.out).toMatch(/ne peut pas être appliqué/);
  expect(site.writes()).toBe(0);
  // Nothing of it was saved: the last plan is the real one's.
  expect((await site.campus("hold", "list")).out).toMatch(/ne retient rien/);
});

test("its JSON says the difference, and apply refuses it", { timeout: patience }, async () => {
  const json = await site.campus("plan", "--json", "--try", edit({ populations: { eligible: ["titulaire"] } }));
  const trial = JSON.parse(json.out) as {
    planId: string;
    trial: boolean;
    difference: { added: string[]; removed: string[]; counts: object };
  };
  expect(trial).toMatchObject({
    planId: "trial",
    trial: true,
    difference: { counts: { "account.leaving": { added: 25, removed: 0 } }, removed: [] },
  });
  expect(trial.difference.added).toHaveLength(25);
  writeFileSync(join(site.folder, "trial.json"), json.out);
  const applied = await site.campus("apply", "trial.json", "--approve-as", "Camille");
  expect([applied.code, applied.err]).toEqual([1, expect.stringMatching(/essai d'une autre politique/)]);
  expect(site.writes()).toBe(0);
});

test("the same policy changes nothing; a wrong one is refused with its place", { timeout: patience }, async () => {
  const same = await site.campus("plan", "--try", edit({}));
  expect([same.code, same.out]).toEqual([0, expect.stringMatching(/exactement la même chose/)]);
  const wrong = await site.campus("plan", "--try", edit({ populations: { eligble: [] } }));
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/essai\.yaml.*eligble/)]);
});
