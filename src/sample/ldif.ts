/** University → LDIF of a SUPANN directory (RFC 2849), loadable by slapadd. */
import type { Day } from "#core/ids.ts";
import { base64 } from "./base64.ts";
import type { SamplePerson, SampleStructure, University } from "./model.ts";
import {
  accountStatus,
  affiliationsOf,
  branches,
  commonName,
  type Entry,
  ldapStructureExtras,
  profileEnd,
  roleCode,
  shortLabelOf,
  shownAssignments,
  shownFunctions,
  studentMail,
  suffix,
  supannTypes,
  uidOf,
} from "./supann.ts";

export const ldifPath = "univ-demo.ldif";

/** One file. For 100,000 people prefer `ldifChunks`. */
export function ldifFiles(university: University): ReadonlyMap<string, string> {
  return new Map([[ldifPath, [...ldifChunks(university)].join("")]]);
}

/** Pieces of the file, one or two per entry, to write as they come. */
export function* ldifChunks(university: University): Generator<string> {
  for (const entry of frame()) yield render(entry);
  const types = new Map(university.structures.map((one) => [one.code, supannTypes[one.type]]));
  for (const structure of university.structures) yield render(structureEntry(structure));
  for (const person of university.people) {
    yield render(personEntry(person, university.today, types));
    if (person.studentLogin !== null) yield render(studentEntry(person, university.today));
  }
}

function frame(): readonly Entry[] {
  const root = attributes({ objectClass: ["top", "dcObject", "organization"], dc: ["univ-demo"], o: ["Université de Démonstration"] });
  const units = ["people", "deactivated", "structures"].map((ou) => ({
    dn: `ou=${ou},${suffix}`,
    attributes: attributes({ objectClass: ["top", "organizationalUnit"], ou: [ou] }),
  }));
  return [{ dn: suffix, attributes: root }, ...units];
}

type Values = Readonly<Record<string, readonly (string | null)[]>>;

function attributes(values: Values): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, list]) =>
    list.filter((value) => value !== null && value !== "").map((value) => [name, value ?? ""] as const),
  );
}

function structureEntry(structure: SampleStructure): Entry {
  const { opens, closes, successor } = ldapStructureExtras;
  const extra = (prefix: string, value: string | null): string | null => (value === null ? null : prefix + value);
  return {
    dn: `supannCodeEntite=${structure.code},${branches.structures}`,
    attributes: attributes({
      objectClass: ["top", "organizationalUnit", "supannEntite"],
      supannCodeEntite: [structure.code],
      ou: [shortLabelOf(structure)],
      description: [structure.longLabel],
      supannTypeEntite: [supannTypes[structure.type]],
      supannCodeEntiteParent: structure.parents,
      supannRefId: [`{OCTOPUS:ID}${structure.id}`],
      businessCategory: [
        extra(opens.prefix, structure.opens),
        extra(closes.prefix, structure.closes),
        extra(successor.prefix, structure.successor),
      ],
    }),
  };
}

function personEntry(person: SamplePerson, today: Day, types: ReadonlyMap<string, string>): Entry {
  const branch = person.filing.startsWith("deactivated") ? branches.deactivated : branches.people;
  const uid = uidOf(person, false);
  const student = person.group === "etudiant";
  const roles = shownFunctions(person, today);
  const status = accountStatus(person);
  const own = shownAssignments(person, today, student);
  const guest = person.group === "heberge" || person.group === "invite";
  return {
    dn: `uid=${uid},${branch}`,
    attributes: attributes({
      ...common(person, uid, person.login),
      ...affiliated(affiliationsOf(person, student)),
      supannEmpId: [student ? null : person.id.replace(/\D/g, "")],
      ...assigned(own),
      [guest ? "supannExtProfil" : "supannEmpProfil"]: student ? [] : own.map((one) => profile(person, one.structure, profileEnd(one))),
      supannRoleGenerique: [...new Set(roles.map((one) => roleCode(one.code)))],
      supannRoleEntite: roles.map((one) =>
        composite(person, { role: roleCode(one.code), type: types.get(one.structure) ?? "", code: one.structure }),
      ),
      // A private address, which must never reach Matrix.
      supannMailPerso: [Number(uid.slice(-1)) < 2 ? `${uid}@courriel.example` : null],
      supannRessourceEtat: [status?.[0] ?? null],
      supannRessourceEtatDate: [status?.[1] ?? null],
    }),
  };
}

/** Second entry of somebody who also studies. */
function studentEntry(person: SamplePerson, today: Day): Entry {
  const uid = uidOf(person, true);
  return {
    dn: `uid=${uid},${branches.people}`,
    attributes: attributes({
      ...common(person, uid, person.studentLogin),
      mail: [studentMail(person)],
      ...affiliated(affiliationsOf(person, true)),
      supannEtuId: [person.studentLogin],
      ...assigned(shownAssignments(person, today, true)),
      supannRessourceEtat: ["{COMPTE}A:SupannActif"],
    }),
  };
}

function common(person: SamplePerson, uid: string, login: string | null): Values {
  return {
    objectClass: ["top", "inetOrgPerson", "eduPerson", "supannPerson"],
    uid: [uid],
    supannAliasLogin: [login],
    cn: [commonName(person)],
    sn: [person.family],
    givenName: [person.given],
    displayName: [person.displayName],
    mail: [person.mail],
    supannListeRouge: [person.redList ? "TRUE" : "FALSE"],
    supannRefId: [person.id.startsWith("~") ? null : `{OCTOPUS:ID}${person.id}`, `{ISO15693}04${uid.slice(1)}`],
  };
}

function affiliated(affiliations: readonly string[]): Values {
  return { eduPersonAffiliation: [...affiliations].sort(), eduPersonPrimaryAffiliation: [affiliations[0] ?? null] };
}

function assigned(own: readonly { readonly structure: string; readonly principal: boolean }[]): Values {
  return {
    supannEntiteAffectation: own.map((one) => one.structure),
    supannEntiteAffectationPrincipale: [own.find((one) => one.principal)?.structure ?? null],
  };
}

function profile(person: SamplePerson, structure: string, end: string): string {
  const affil = affiliationsOf(person, false)[0] ?? "member";
  return composite(person, {
    etab: "{UAI}0149999Z",
    affil,
    affect: structure,
    population: `{SUPANN}${person.group === "biatss" ? "AGN" : "AGX"}`,
    datefin: end,
  });
}

/** `[key=value]…`; the order of keys is not guaranteed by SUPANN, so it varies from entry to entry. */
function composite(person: SamplePerson, parts: Readonly<Record<string, string>>): string {
  const present = Object.entries(parts).filter(([, value]) => value !== "");
  const turn = (Number(person.id.replace(/\D/g, "")) || 0) % present.length;
  return [...present.slice(turn), ...present.slice(0, turn)].map(([key, value]) => `[${key}=${value}]`).join("");
}

function render({ dn, attributes: lines }: Entry): string {
  let text = `${line("dn", dn)}\n`;
  for (const [name, value] of lines) text += `${line(name, value)}\n`;
  return `${text}\n`;
}

/** SAFE-STRING of RFC 2849, no space at the ends; anything else in base64. */
function line(name: string, value: string): string {
  return /^[!-9;=-~](?:[ -~]*[!-~])?$/.test(value) ? `${name}: ${value}` : `${name}:: ${base64(value)}`;
}
