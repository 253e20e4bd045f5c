/** CSV folders as sites really send them: every bad input has a clear end. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { CsvSource } from "#config/source.ts";
import { AppError } from "#core/errors.ts";

const good: Readonly<Record<string, string>> = {
  "V_MATRIX_STRUCTURE.csv":
    "id;code;sigle;libelle_court;libelle_long;type_code;date_ouverture;date_fermeture;parent_id\n1;UNIV;;;Université;ETAB;;;\n",
  "V_MATRIX_STRUCTURE_PARENT.csv": "structure_id;parent_id\n",
  "V_MATRIX_AGENT.csv":
    "id;login;prenom;nom_usage;email;statut;date_desactivation;liste_rouge;population\n1;a1;Zoé;Été;;actif;;N;cdi\n2;a2;Inès;Noël;;actif;;N;cdi\n",
  "V_MATRIX_AFFECTATION.csv": "id;agent_id;structure_id;type;t_principale;date_debut;date_fin\n1;1;1;EMPLOI;O;;\n",
  "V_MATRIX_FONCTION.csv": "id;agent_id;structure_id;fonction_code;fonction_libelle;date_debut;date_fin\n",
};
const agents = "V_MATRIX_AGENT.csv";
const agentRows = good[agents] ?? "";

let folder = "";
const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

/** Reads the good folder with some files replaced; null removes one. */
function readWith(files: Readonly<Record<string, string | Buffer | null>>, changes: Record<string, unknown> = {}) {
  folder = mkdtempSync(join(tmpdir(), "campus-csv-bad-"));
  folders.push(folder);
  for (const [file, content] of Object.entries({ ...good, ...files })) if (content !== null) writeFileSync(join(folder, file), content);
  return openSource(CsvSource.parse({ kind: "csv", name: "octopus", folder, ...changes }), { base: "/" }).read();
}

async function failureWith(files: Readonly<Record<string, string | Buffer | null>>): Promise<AppError> {
  const error = await readWith(files).catch((caught: unknown) => caught);
  if (error instanceof AppError) return error;
  throw new Error("the read succeeded", { cause: error });
}

const namesOf = (reading: Awaited<ReturnType<typeof readWith>>) => reading.people.map((one) => `${one.givenName} ${one.familyName}`);
const codesOf = (reading: Awaited<ReturnType<typeof readWith>>) => reading.problems.map((one) => [one.code, one.subject]);

describe("files", () => {
  it("source.file-missing names the file", async () => {
    const error = await failureWith({ "V_MATRIX_FONCTION.csv": null });
    expect(error).toMatchObject({
      code: "source.file-missing",
      params: { source: "octopus", file: join(folder, "V_MATRIX_FONCTION.csv") },
    });
  });

  it("does without the files that the configuration says the site lacks", async () => {
    const files = { parents: null, functions: null };
    const reading = await readWith({ "V_MATRIX_FONCTION.csv": null, "V_MATRIX_STRUCTURE_PARENT.csv": null }, { files });
    expect(reading.counts).toEqual({ people: 2, structures: 1 });
  });

  it("reads the places where people work, several between commas", async () => {
    const placed = agentRows.replace(";population\n", ";population;site\n").replace(";cdi\n2", ";cdi;Le Port, L'Écluse\n2");
    const { people } = await readWith({ [agents]: placed.replace(/;cdi\n$/, ";cdi;\n") });
    expect(people.map(({ sites }) => sites)).toEqual([["Le Port", " L'Écluse"], undefined]);
  });

  it("reads who answers for a guest where the site says it", async () => {
    const sponsored = agentRows.replace(";population\n", ";population;parrain_id\n").replace(";cdi\n2", ";cdi;2\n2");
    const { people } = await readWith({ [agents]: sponsored.replace(/;cdi\n$/, ";cdi;\n") });
    expect(people.map(({ sponsors }) => sponsors)).toEqual([[{ person: "2" }], undefined]);
  });

  it("source.column-missing names the file and every missing column", async () => {
    const error = await failureWith({ [agents]: agentRows.replace("email;statut", "mail;etat") });
    expect(error).toMatchObject({ code: "source.column-missing", params: { file: agents, column: "email, statut" } });
  });

  it("source.column-missing on a file without a header or without anything", async () => {
    expect(await failureWith({ [agents]: "1;a1;Zoé;Été;;actif;;N;cdi\n" })).toMatchObject({ code: "source.column-missing" });
    expect(await failureWith({ [agents]: "" })).toMatchObject({ code: "source.column-missing" });
  });

  it("source.empty when nobody, no structure or no assignment is left", async () => {
    const header = agentRows.split("\n")[0] ?? "";
    expect(await failureWith({ [agents]: `${header}\n` })).toMatchObject({ code: "source.empty", params: { branch: agents } });
    const structures = `${(good["V_MATRIX_STRUCTURE.csv"] ?? "").split("\n")[0]}\n`;
    expect(await failureWith({ "V_MATRIX_STRUCTURE.csv": structures })).toMatchObject({ code: "source.empty" });
    const links = `${(good["V_MATRIX_AFFECTATION.csv"] ?? "").split("\n")[0]}\n`;
    expect(await failureWith({ "V_MATRIX_AFFECTATION.csv": links })).toMatchObject({ code: "source.empty" });
  });

  it("source.file-malformed on a quote that is never closed, or that swallows rows", async () => {
    const open = agentRows.replace("Zoé", '"Zoé');
    expect(await failureWith({ [agents]: open })).toMatchObject({ code: "source.file-malformed", params: { file: agents } });
    const swallows = `${open}3;a3;"Ana";Noir;;actif;;N;cdi\n`;
    expect(await failureWith({ [agents]: swallows })).toMatchObject({ code: "source.file-malformed", params: { file: agents, line: 2 } });
  });
});

describe("encodings and delimiters", () => {
  it("reads UTF-8 with a byte order mark, Latin-1, Windows-1252 and UTF-16", async () => {
    const forms = [`\ufeff${agentRows}`, Buffer.from(agentRows, "latin1"), Buffer.from(`\ufeff${agentRows}`, "utf16le")];
    for (const form of forms) {
      const reading = await readWith({ [agents]: form });
      expect(namesOf(reading)).toEqual(["Zoé Été", "Inès Noël"]);
      expect(reading.problems).toEqual([]);
    }
    const windows = Buffer.from(agentRows.replace("Été", "\x8cuvre d\x92\xe9t\xe9"), "latin1");
    expect(namesOf(await readWith({ [agents]: windows }))[0]).toBe("Zoé Œuvre d’été");
  });

  it("repairs the damaged lines of a UTF-8 file and names them", async () => {
    const damaged = Buffer.concat([Buffer.from(agentRows), Buffer.from("3;a3;Cl\xe9a;Roy;;actif;;N;cdi\n", "latin1")]);
    const reading = await readWith({ [agents]: damaged });
    expect(namesOf(reading)).toEqual(["Zoé Été", "Inès Noël", "Cléa Roy"]);
    expect(codesOf(reading)).toEqual([["encoding-repaired", `${agents}:4`]]);
  });

  it("reads commas, tabs, CRLF, quotes, columns in any order and case, and further columns", async () => {
    const header = "Population,STATUT,id,login,nom_usage,prenom,email,date_desactivation,liste_rouge,autre";
    const text = `${header}\r\n"cdi",actif,1,a1,"Été ""dit"", Noël",Zoé,,,N,x\r\n`;
    expect(namesOf(await readWith({ [agents]: text }))).toEqual(['Zoé Été "dit", Noël']);
    expect(namesOf(await readWith({ [agents]: agentRows.replaceAll(";", "\t") }))).toEqual(["Zoé Été", "Inès Noël"]);
  });
});

describe("rows", () => {
  const withRow = (row: string) => readWith({ [agents]: `${agentRows}${row}\n` });

  it("leaves out a row with too few or too many fields, as a problem that names its line", async () => {
    for (const row of ["3;a3;Ana", "3;a3;Ana;Noir;;actif;;N;cdi;x;y"]) {
      const reading = await withRow(row);
      expect(reading.counts.people).toBe(2);
      expect(codesOf(reading)).toEqual([["row-unusable", `${agents}:4`]]);
    }
  });

  it("leaves out a person whose state can't be read: neither opened nor locked by a guess", async () => {
    const reading = await withRow("3;a3;Ana;Noir;;peut-être;;N;cdi");
    expect(reading.problems).toMatchObject([
      { code: "row-unusable", subject: `${agents}:4`, params: { column: "statut", text: "peut-être" } },
    ]);
    expect(reading.counts.people).toBe(2);
  });

  it("keeps stray quotes, markup and spaces as they are, and a person without first name", async () => {
    const reading = await withRow(`3;a3;;D"Angelo <script>alert(1)</script>  ;;actif;;N;cdi`);
    expect(reading.people[2]).toMatchObject({ familyName: `D"Angelo <script>alert(1)</script>  ` });
    expect(reading.people[2]).not.toHaveProperty("givenName");
    expect(reading.problems).toEqual([]);
  });

  it("keeps a person on the red list whose mark means neither yes nor no, and says how many", async () => {
    const reading = await withRow("3;a3;Ana;Noir;;actif;;?;cdi\n4;a4;Léo;Blanc;;actif;;?;cdi");
    expect(reading.people.map((one) => one.redList)).toEqual([false, false, true, true]);
    expect(reading.problems.map(({ code, subject, params }) => [code, subject, params])).toEqual([
      ["red-list-unreadable", "?", { people: 2 }],
    ]);
  });

  it("keeps leading zeros and both rows of a repeated identifier", async () => {
    const reading = await withRow("0001;a3;Ana;Noir;;actif;;N;cdi\n0001;a4;Ana;Noir;;desactive;;N;cdi");
    expect(reading.people.map((one) => one.id)).toEqual(["1", "2", "0001", "0001"]);
  });

  it("keeps a structure nobody knows and a kind nobody knows for the merge to report, and tells links of unknown people once", async () => {
    const links = `${good["V_MATRIX_AFFECTATION.csv"]}2;2;77;EMPLOI;N;;\n3;2;1;BENEVOLAT;N;;\n4;8;1;EMPLOI;N;;\n5;9;1;EMPLOI;N;;\n6;2;;EMPLOI;N;;\n`;
    const reading = await readWith({ "V_MATRIX_AFFECTATION.csv": links });
    expect(reading.people[1]?.assignments).toEqual([
      { structure: "77", kind: "EMPLOI" },
      { structure: "UNIV", kind: "BENEVOLAT" },
    ]);
    expect(reading.problems.map(({ code, subject, params }) => [code, subject, params.rows])).toEqual([
      ["row-unusable", "V_MATRIX_AFFECTATION.csv:7", undefined],
      ["row-unusable", "V_MATRIX_AFFECTATION.csv", 2],
    ]);
  });

  it("cuts nothing: a label of 1,024 characters arrives whole", async () => {
    const label = "é".repeat(1024);
    const text = (good["V_MATRIX_STRUCTURE.csv"] ?? "").replace("Université", label);
    expect((await readWith({ "V_MATRIX_STRUCTURE.csv": text })).structures[0]?.longLabel).toBe(label);
  });
});

describe("a file that only adds to people of another source", () => {
  const files = { people: "VIP.csv", structures: null, parents: null, assignments: null, functions: "V_MATRIX_FONCTION.csv" };
  const role = { joinBy: ["login"], files };

  it("needs no more than what tells who they are, and says nothing of the rest", async () => {
    const functions = "id;agent_id;structure_id;fonction_code;fonction_libelle;date_debut;date_fin\n1;a1;LAB;D30;Direction;;\n";
    const reading = await readWith({ "VIP.csv": "login;nom_affichage\na1;Zoé Été\n", "V_MATRIX_FONCTION.csv": functions }, role);
    expect(reading.people).toEqual([
      {
        origin: "VIP.csv:2",
        login: "a1",
        displayName: "Zoé Été",
        populations: [],
        redList: false,
        assignments: [],
        functions: [{ structure: "LAB", code: "D30", label: "Direction" }],
      },
    ]);
    expect([reading.structures, reading.problems]).toEqual([[], []]);
  });

  it("is refused without the column it joins by, and when it is empty", async () => {
    const refused = (text: string) => readWith({ "VIP.csv": text }, role).catch((caught: unknown) => caught);
    expect(await refused("nom\nZoé\n")).toMatchObject({ code: "source.column-missing", params: { column: "login" } });
    expect(await refused("login\n")).toMatchObject({ code: "source.empty", params: { branch: "VIP.csv" } });
  });
});
