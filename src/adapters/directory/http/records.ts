/** Items of a feed to records, by the paths of the configuration. */
import type { FeedMapping, HttpSource } from "#config/source-http.ts";
import type { AssignmentRecord, FunctionRecord, PersonRecord, SponsorRecord, StructureRecord } from "#core/directory.ts";
import { roleIn } from "#core/merge-policy.ts";
import { type Problem, problem } from "#core/problem.ts";
import { matchesCode } from "#core/text.ts";
import type { PopulationReader } from "../populations.ts";
import { readFlag } from "../views/cells.ts";
import { kindOf } from "../views/links.ts";
import { stateOf } from "../views/people.ts";
import { createRedList, type RedList } from "../views/red-list.ts";
import { compilePointer } from "./pointer.ts";
import { objectsOf, textOf, textsOf } from "./values.ts";

type Read<F extends string> = Readonly<Record<F, (item: object) => unknown>>;
type Texts<F extends string> = { [P in F]?: string };

export interface FeedReader {
  takeStructure(item: object): void;
  takePerson(item: object): void;
  readonly structures: readonly StructureRecord[];
  readonly people: readonly PersonRecord[];
  problems(): Problem[];
}

function compile<F extends string>(paths: Readonly<Record<F, string>>): Read<F> {
  return Object.fromEntries(Object.entries<string>(paths).map(([field, path]) => [field, compilePointer(path)])) as Read<F>;
}

function textsIn<F extends string>(item: object, read: Read<F>, fields: readonly F[]): Texts<F> {
  const texts: Texts<F> = {};
  for (const field of fields) {
    const text = textOf(read[field](item));
    if (text !== undefined) texts[field] = text;
  }
  return texts;
}

/** A person whose state can't be read is left out with a problem, as everywhere (docs/RULES.md §2). */
export function createFeedReader(config: HttpSource, populations: PopulationReader): FeedReader {
  const { mapping, externalCodes } = config;
  const structures: StructureRecord[] = [];
  const people: PersonRecord[] = [];
  const problems: Problem[] = [];
  const redList = createRedList();
  const toStructure = structureReader(mapping, externalCodes);
  const toPerson = personReader(mapping, { populations, redList, problems, mayBeSilent: !roleIn(config).issuesIds });
  return {
    takeStructure: (item) => void structures.push(toStructure(item)),
    takePerson(item) {
      const person = toPerson(item);
      if (person !== null) people.push(person);
    },
    structures,
    people,
    problems: () => [...problems, ...redList.problems(), ...populations.problems()],
  };
}

function structureReader({ structure }: FeedMapping, externalCodes: readonly string[]): (item: object) => StructureRecord {
  const read = compile(structure);
  return (item) => {
    const code = textOf(read.code(item))?.trim() ?? "";
    const external = readFlag(textOf(read.external(item))) === true || externalCodes.some((pattern) => matchesCode(pattern, code));
    return {
      origin: `${structure.code}[${code || "–"}]`,
      code,
      parents: textsOf(read.parents(item)),
      ...textsIn(item, read, ["sourceId", "type", "acronym", "shortLabel", "longLabel", "opens", "closes", "successor"]),
      ...(external ? { external } : {}),
    };
  };
}

interface Around {
  readonly populations: PopulationReader;
  readonly redList: RedList;
  readonly problems: Problem[];
  /** A source that only adds to people of others may say no state. */
  readonly mayBeSilent: boolean;
}

function personReader(
  mapping: FeedMapping,
  { populations, redList, problems, mayBeSilent }: Around,
): (item: object) => PersonRecord | null {
  const read = compile(mapping.person);
  const toAssignment = assignmentReader(mapping);
  const toFunction = functionReader(mapping);
  const links = <T>(value: unknown, origin: string, toLink: (item: object) => T | null): T[] => {
    const items = objectsOf(value);
    const found = (items ?? []).map(toLink);
    if (items === null) problems.push(problem("row-unusable", origin, { missing: "list" }));
    else if (found.includes(null)) problems.push(problem("row-unusable", origin, { missing: "structure" }));
    return found.filter((link) => link !== null);
  };
  const stateIn = (item: object, origin: string): Pick<PersonRecord, "state"> | null => {
    const word = textOf(read.state(item));
    const state = word === undefined ? undefined : stateOf(word);
    if (state !== undefined) return { state };
    if (word === undefined && mayBeSilent) return {};
    problems.push(problem("row-unusable", origin, word === undefined ? { missing: "state" } : { column: "state", text: word }, "error"));
    return null;
  };
  return (item) => {
    const texts = textsIn(item, read, ["id", "login", "givenName", "familyName", "displayName", "mail", "from", "until"]);
    const origin = `${mapping.people}[${texts.id ?? "–"} ${texts.login ?? "–"}]`;
    const state = stateIn(item, origin);
    if (state === null) return null;
    return {
      ...texts,
      ...state,
      origin,
      populations: populations.read(textsOf(read.populations(item)).flatMap((one) => one.split(/[,|+/]/))),
      redList: redList.isListed(textOf(read.redList(item))),
      ...(readFlag(textOf(read.fictitious(item))) === true ? { fictitious: true } : {}),
      assignments: links(read.assignments(item), origin, toAssignment),
      functions: links(read.functions(item), origin, toFunction),
      ...sitesIn(textsOf(read.sites(item))),
      ...sponsorsIn(links(read.sponsors(item), origin, toSponsor)),
    };
  };
}

function assignmentReader({ assignment }: FeedMapping): (item: object) => AssignmentRecord | null {
  const read = compile(assignment);
  return (item) => {
    const structure = textOf(read.structure(item))?.trim();
    if (structure === undefined) return null;
    const kind = textOf(read.kind(item));
    return {
      structure,
      kind: kind === undefined ? "AFFECTATION" : kindOf(kind),
      ...textsIn(item, read, ["from", "until"]),
      ...(readFlag(textOf(read.principal(item))) === true ? { principal: true } : {}),
    };
  };
}

function functionReader({ function: paths }: FeedMapping): (item: object) => FunctionRecord | null {
  const read = compile(paths);
  return (item) => {
    const structure = textOf(read.structure(item))?.trim();
    if (structure === undefined) return null;
    return { structure, code: textOf(read.code(item))?.trim() ?? "", ...textsIn(item, read, ["label", "from", "until"]) };
  };
}

function toSponsor(item: object): SponsorRecord | null {
  const { person, structure } = item as Readonly<Record<string, unknown>>;
  const [id, code] = [textOf(person)?.trim(), textOf(structure)?.trim()];
  return id ? { person: id } : code ? { structure: code } : null;
}

const sitesIn = (sites: readonly string[]) => (sites.length === 0 ? {} : { sites });
const sponsorsIn = (sponsors: readonly SponsorRecord[]) => (sponsors.length === 0 ? {} : { sponsors });
