/** `campus decide` as it is typed: previewed, recorded, explained, listed, ended. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 120_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const because = ["--why", "demande écrite"] as const;

test("a forced name is shown first, then decided as it was shown, explained, applied and ended", { timeout: patience }, async () => {
  const asked = ["decide", "override", "agent00003", "--name", "Ada du Labo", "--until", "2026-12-31", ...because];
  const shown = await site.campus(...asked, "--preview");
  expect(shown.out).toContain("1 changement s'ajouterait au prochain passage :");
  expect(shown.out).toContain("« Ada du Labo »");
  const digest = /--digest (\w+)/.exec(shown.out)?.[1] ?? "";
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect((await site.campus("decide", "list")).out).toBe("Aucune décision.\n");

  const changed = await site.campus(...asked, "--digest", "0123456789abcdef");
  expect([changed.code, changed.err]).toEqual([1, expect.stringContaining("n'est plus ce qui se passerait")]);
  const taken = await site.campus(...asked, "--digest", digest);
  expect([taken.code, taken.out]).toEqual([0, expect.stringContaining("1 décision enregistrée")]);
  const line = "00003 : information forcée, nom « Ada du Labo » — par essai le 21/09/2026, jusqu'au 31/12/2026 : demande écrite\n";
  expect((await site.campus("decide", "list", "--about", "agent00003")).out).toBe(line);

  const why = await site.campus("why", "agent00003");
  expect(why.out).toContain(
    "Valeur forcée pour le nom d'affichage (Ada du Labo) par essai le 21/09/2026, jusqu'au 31/12/2026 ; elle l'emporte sur celle du SI",
  );
  expect(why.out).toContain("Motif : demande écrite.");
  expect((await site.campus("sync")).code).toBe(0);

  const ended = await site.campus("decide", "end", "override", "00003", "--why", "retour à la normale");
  expect(ended.out).toContain("terminée par essai le ");
  const history = await site.campus("decide", "history", "--json");
  expect(JSON.parse(history.out)).toMatchObject({
    decisions: [{ kind: "override", person: "00003", ended: { how: "ended", by: "essai" } }],
  });
  expect((await site.campus("decide", "end", "override", "00003", ...because)).err).toContain(
    "Aucune décision en cours (information forcée)",
  );
});

test("a pause holds the pass, says who, since when and why, and ends with exit code 3", { timeout: patience }, async () => {
  expect((await site.campus("decide", "pause", "--why", "migration de la base")).code).toBe(0);
  const held = await site.campus("sync");
  expect(held.code).toBe(3);
  expect(held.out).toContain(
    "Les passages sont en pause (tout) depuis le 21/09/2026, décidée par essai : migration de la base : seuls les verrouillages d'urgence sont appliqués.",
  );
  expect(site.writes()).toBeGreaterThanOrEqual(0);
  const forced = await site.campus("sync", "--approve-as", "Camille");
  expect([forced.code, site.writes()]).toEqual([3, 0]);
  expect((await site.campus("decide", "end", "pause", "--why", "migration finie")).code).toBe(0);
  expect((await site.campus("sync")).code).toBe(0);
});

test("an erasure is previewed as the lock it begins with, listed, and taken back", { timeout: patience }, async () => {
  const asked = ["decide", "erase", "agent00003", "--why", "demande d'effacement"];
  expect((await site.campus(...asked, "--preview")).out).toContain("1 changement s'ajouterait au prochain passage :");
  expect((await site.campus(...asked)).code).toBe(0);
  const line = "00003 : compte à effacer — par essai le 21/09/2026 : demande d'effacement\n";
  expect((await site.campus("decide", "list", "--kind", "erasure")).out).toBe(line);
  expect((await site.campus("why", "agent00003")).out).toContain("verrouillé aussitôt, effacé quand deux personnes l'approuvent");
  expect((await site.campus("decide", "end", "erasure", "agent00003", "--why", "demande retirée")).code).toBe(0);
  expect((await site.campus("decide", "list")).out).toBe("Aucune décision.\n");
});

describe("refuses, and records nothing:", () => {
  test.each<[string, string[], RegExp]>([
    ["no reason", ["refresh", "agent00001"], /doit dire pourquoi/],
    ["nobody", ["refresh", "personne", ...because], /personne n'est connu/],
    ["a day that is none", ["refresh", "agent00001", "--until", "demain", ...because], /demain ne convient pas pour --until/],
    ["an unknown kind of change", ["pause", "room.explode", ...because], /room\.explode/],
    ["an unknown problem", ["ignore", "nothing", ...because], /n'est pas un code d'anomalie/],
    ["a conflict to ignore", ["ignore", "login-shared", ...because], /ne peut pas être ignorée/],
    ["all, without their number", ["leaving", "cancel", "--all", ...because], /--all avec --count/],
    ["a move to nowhere", ["leaving", "move", "agent00001", ...because], /--due ou --days/],
    ["an act that is none", ["leaving", "forget", "agent00001", ...because], /cancel ou move/],
    ["an unknown kind", ["end", "whim", "1", ...because], /n'est pas un type de décision/],
  ])(
    "%s",
    async (_, args, said) => {
      const { code, err } = await site.campus("decide", ...args);
      expect([code, err]).toEqual([1, expect.stringMatching(said)]);
    },
    patience,
  );
});

test("everybody of a population in a structure is decided about in the number that was seen, shown first", {
  timeout: patience,
}, async () => {
  const all = ["--all", "--population", "administratif", "--structure", "LAB", "--count"];
  const asked = ["decide", "exempt", ...all, "6", "--protected", ...because];
  expect((await site.campus(...asked, "--preview")).code).toBe(0);
  const wrong = await site.campus("decide", "exempt", ...all, "5", "--protected", ...because);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("6 personnes correspondent, et non 5")]);
  expect((await site.campus("decide", "list", "--kind", "exemption")).out).toBe("Aucune décision.\n");
  expect((await site.campus(...asked)).out).toContain("6 décisions enregistrées");
  const { decisions } = JSON.parse((await site.campus("decide", "list", "--kind", "exemption", "--json")).out);
  expect(decisions.map(({ person }: { person: string }) => person).sort()).toEqual(["00002", "00006", "00010", "00014", "00018", "00022"]);
  const locked = await site.campus("decide", "override", ...all, "6", "--disabled", ...because, "--preview");
  expect(locked.out).toContain("6 changements s'ajouteraient");
  expect((await site.campus("decide", "override", ...all, "6", "--name", "Tous", ...because)).err).toContain("--all ne peut forcer que");
  expect((await site.campus("decide", "exempt", "--all", "--protected", ...because)).err).toContain("--all avec --count");
  expect((await site.campus("decide", "exempt", "agent00001", "--population", "administratif", "--protected", ...because)).code).toBe(1);
});
