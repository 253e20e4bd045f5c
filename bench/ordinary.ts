/** An ordinary day of the sample university: a few newcomers, new names, new addresses. */
import type { SamplePerson, University } from "#sample/model.ts";

export interface OrdinaryDay {
  readonly newcomers: number;
  readonly renamed: number;
  readonly readdressed: number;
}

/** `turn` chooses other people each time. */
export function ordinaryDay(university: University, { newcomers, renamed, readdressed }: OrdinaryDay, turn: number): University {
  const each = newcomers + renamed + readdressed;
  const plain = university.people.filter(isPlain).slice(turn * each, (turn + 1) * each);
  if (plain.length < each) throw new Error(`too few people for ${turn + 1} ordinary days`);
  const arriving = plain.slice(0, newcomers).map((person, index) => asNewcomer(person, `${turn}${index}`));
  const changed = new Map([
    ...plain.slice(newcomers, newcomers + renamed).map((person) => [person.id, withName(person)] as const),
    ...plain.slice(newcomers + renamed, newcomers + renamed + readdressed).map((person) => [person.id, withMail(person)] as const),
  ]);
  return { ...university, people: [...university.people.map((person) => changed.get(person.id) ?? person), ...arriving] };
}

const staff: ReadonlySet<SamplePerson["group"]> = new Set(["biatss", "contractuel", "enseignant-chercheur", "enseignant", "doctorant"]);

/** Staff of one structure: nothing awkward about them. */
function isPlain({ group, state, assignments, functions, redList, login, mail, filing }: SamplePerson): boolean {
  const isStaff = staff.has(group) && state === "active" && !redList && filing === "people";
  return isStaff && login !== null && mail !== null && functions.length === 0 && assignments.length === 1;
}

function asNewcomer(person: SamplePerson, number: string): SamplePerson {
  const login = `arrivee${number}`;
  const family = `Arrivée${number}`;
  return { ...person, id: `NEW${number}`, login, family, displayName: `Nouvelle ${family}`, mail: `${login}@univ-demo.example` };
}

function withName(person: SamplePerson): SamplePerson {
  const family = `${person.family}-Mariée`;
  return { ...person, family, displayName: `${person.given} ${family}` };
}

function withMail(person: SamplePerson): SamplePerson {
  return { ...person, mail: `nouvelle.${person.mail}` };
}
