/** A site of 25 people in CSV files and a fake homeserver, driven by the command line inside this process: for bad inputs, one at a time. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { writeConfig } from "#config/write.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { campusIn } from "./campus-in.ts";
import type { Ended } from "./run-campus.ts";

export const agents = "V_MATRIX_AGENT.csv";
export const structures = "V_MATRIX_STRUCTURE.csv";
export const assignments = "V_MATRIX_AFFECTATION.csv";

/** Name → text of each file. */
export type Files = Readonly<Record<string, string>>;

const codes = ["UFR", "LAB", "SERV", "DSI"] as const;
const people = Array.from({ length: 25 }, (_, index) => String(index + 1).padStart(5, "0"));

/** The site as it is when all is well. */
export const goodFiles: Files = {
  [structures]: lines(
    "id;code;sigle;libelle_court;libelle_long;type_code;date_ouverture;date_fermeture;parent_id",
    "1;UNIV;;;Université;ETAB;;;",
    ...codes.map((code, index) => `${index + 2};${code};${code};;Structure ${code};COMP;;;1`),
  ),
  "V_MATRIX_STRUCTURE_PARENT.csv": lines("structure_id;parent_id"),
  [agents]: lines(
    "id;login;prenom;nom_usage;email;statut;date_desactivation;liste_rouge;population",
    ...people.map((id) => `${id};agent${id};Zoé;Essai ${id};agent${id}@univ-fake.example;actif;;N;administratif`),
  ),
  [assignments]: lines(
    "id;agent_id;structure_id;type;t_principale;date_debut;date_fin",
    ...people.map((id, index) => `${index + 1};${id};${(index % codes.length) + 2};AFFECTATION;O;;`),
  ),
  "V_MATRIX_FONCTION.csv": lines("id;agent_id;structure_id;fonction_code;fonction_libelle;date_debut;date_fin"),
};

export interface SmallSite {
  readonly folder: string;
  readonly homeserver: FakeHomeserver;
  /** Replaces files; the others are as when all is well. */
  put(files: Readonly<Record<string, string | Buffer>>): void;
  remove(file: string): void;
  /** One command in the site's folder, in French unless `--lang` says otherwise. */
  campus(...args: string[]): Promise<Ended>;
  /** Requests that write, since the last call. */
  writes(): number;
  close(): Promise<void>;
}

export async function openSmallSite(): Promise<SmallSite> {
  const folder = mkdtempSync(join(tmpdir(), "campus-site-"));
  const homeserver = await openFakeHomeserver();
  const put: SmallSite["put"] = (files) => {
    for (const [name, text] of Object.entries({ ...goodFiles, ...files })) writeFileSync(join(folder, "data", name), text);
  };
  mkdirSync(join(folder, "data"));
  put({});
  writeFileSync(join(folder, "token"), `${homeserver.asToken}\n`, { mode: 0o600 });
  writeConfig(join(folder, "campus.yaml"), {
    today: "2026-09-21",
    store: { kind: "embedded" },
    servers: [{ name: "prod", url: homeserver.baseUrl, serverName: homeserver.serverName, tokenFile: "token" }],
    sources: [{ kind: "csv", name: "octopus", folder: "data" }],
  });
  return {
    folder,
    homeserver,
    put,
    remove: (file) => rmSync(join(folder, "data", file)),
    campus: (...args) => campusHere(folder, args),
    writes() {
      const count = [...homeserver.requests().byRoute]
        .filter(([route]) => /^(PUT|POST|DELETE) /.test(route))
        .reduce((sum, [, n]) => sum + n, 0);
      homeserver.resetRequests();
      return count;
    },
    async close() {
      await homeserver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A site whose server follows its files: the first pass is approved and done. */
export async function openSettledSite(): Promise<SmallSite> {
  const site = await openSmallSite();
  const first = await site.campus("sync", "--approve-as", "Camille", "--comment", "premier passage");
  expect(first.code, first.err).toBe(0);
  expect(site.writes()).toBeGreaterThan(100);
  return site;
}

const french = /^Ce qui s'est passé : .+\nCe qui n'a pas été fait : .+\nÀ faire : .+/ms;
const english = /^What happened: .+\nWhat was not done: .+\nWhat to do: .+/ms;

/** The pass stops at once: three sentences in both languages that name what is wrong, nothing written on the server. */
export async function expectRefusal(site: SmallSite, named: readonly (string | RegExp)[]): Promise<string> {
  const [inFrench, inEnglish] = [await site.campus("sync"), await site.campus("sync", "--lang", "en")];
  expect([inFrench.code, inEnglish.code], inFrench.err).toEqual([1, 1]);
  expect(inFrench.err).toMatch(french);
  expect(inEnglish.err).toMatch(english);
  for (const words of named) for (const { err } of [inFrench, inEnglish]) expect(err).toMatch(words);
  expect(site.writes()).toBe(0);
  return inFrench.err;
}

/** All is well again: nothing was lost, nothing remains to be done. */
export async function expectUnharmed(site: SmallSite): Promise<void> {
  site.put({});
  site.homeserver.faults.clear();
  const plan = await site.campus("plan", "--json");
  expect(plan.code, plan.err + plan.out.slice(0, 2000)).toBe(0);
  expect(JSON.parse(plan.out)).toMatchObject({ changes: [] });
  site.writes();
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

/** French typography puts no-break spaces before colons and between thousands. */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, " ");
}

async function campusHere(folder: string, args: readonly string[]): Promise<Ended> {
  const { code, out, err } = await campusIn(folder, args);
  return { code, out: plainSpaces(out), err: plainSpaces(err) };
}
