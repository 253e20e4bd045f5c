/** Functions in force: valid today, or kept a while because nobody succeeded (docs/RULES.md §5). */
import { addDays, isWithin } from "./day.ts";
import type { FunctionHeld } from "./directory.ts";
import type { Day, PersonKey, StructureKey } from "./ids.ts";
import type { LedgerWrite, SeenFunction } from "./ledger.ts";
import type { FunctionClass, Policy } from "./policy.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import { matchesCode } from "./text.ts";
import type { WorldInput } from "./world.ts";

export interface FunctionInForce {
  readonly structure: StructureKey;
  readonly code: string;
  readonly class: FunctionClass;
  readonly reason: Reason;
}

export interface FunctionsInForce {
  readonly byPerson: ReadonlyMap<PersonKey, readonly FunctionInForce[]>;
  readonly problems: readonly Problem[];
  readonly bookkeeping: readonly LedgerWrite[];
}

export function classOf(code: string, policy: Policy): FunctionClass | null {
  const table = policy.functions.table;
  const pattern = Object.keys(table).find((one) => matchesCode(one, code));
  return pattern === undefined ? null : (table[pattern] ?? null);
}

const post = (structure: StructureKey, code: string): string => `${structure} ${code}`;
const seat = (person: PersonKey, structure: StructureKey, code: string): string => `${person} ${post(structure, code)}`;

export function indexFunctions(input: WorldInput): FunctionsInForce {
  const index = new Index(input);
  const held = [...heldFunctions(input)];
  for (const [person, one] of held) if (isWithin(input.today, one.from, one.until)) index.addValid(person, one);
  for (const [person, one] of held) if (one.until !== null && one.until < input.today) index.addEnded(person, one, one.until);
  for (const seen of input.ledger.functions) index.follow(seen);
  return index;
}

function* heldFunctions({ directory }: WorldInput): Iterable<readonly [PersonKey, FunctionHeld]> {
  for (const person of directory.people.values()) {
    if (person.state === "disabled") continue;
    for (const held of person.functions) yield [person.key, held];
  }
}

/** Lives for the time of one indexing. */
class Index implements FunctionsInForce {
  readonly byPerson = new Map<PersonKey, FunctionInForce[]>();
  readonly problems: Problem[] = [];
  readonly bookkeeping: LedgerWrite[] = [];
  private readonly filled = new Set<string>();
  private readonly seats = new Set<string>();
  private readonly remembered: ReadonlyMap<string, SeenFunction>;
  private readonly input: WorldInput;

  constructor(input: WorldInput) {
    this.input = input;
    this.remembered = new Map(input.ledger.functions.map((seen) => [seat(seen.person, seen.structure, seen.code), seen]));
  }

  addValid(person: PersonKey, held: FunctionHeld): void {
    this.filled.add(post(held.structure, held.code));
    this.add(person, held, reason("function", { code: held.code, structure: held.structure, label: held.label ?? held.code }));
    const seen = this.remembered.get(seat(person, held.structure, held.code));
    if (seen === undefined || seen.missingSince !== null) {
      this.bookkeeping.push({ kind: "function.set", seen: { person, structure: held.structure, code: held.code, missingSince: null } });
    }
  }

  addEnded(person: PersonKey, held: FunctionHeld, end: Day): void {
    if (!this.seats.has(seat(person, held.structure, held.code))) this.keep(person, held, end);
  }

  /** A function that the source no longer gives: LDAP publishes no end dates, so its last sight counts as the end. */
  follow(seen: SeenFunction): void {
    const person = this.input.directory.people.get(seen.person);
    // Absent from every source, perhaps for a day: the memory stays as long as the account lives.
    if (person === undefined && this.hasLivingAccount(seen.person)) return;
    const stillGiven = person?.functions.some((held) => held.structure === seen.structure && held.code === seen.code) ?? false;
    const ended = stillGiven && !this.seats.has(seat(seen.person, seen.structure, seen.code));
    if (stillGiven && !ended) return;
    const since = seen.missingSince ?? this.input.today;
    const held: FunctionHeld = { structure: seen.structure, code: seen.code, label: null, from: null, until: since };
    const kept = !stillGiven && person !== undefined && person.state !== "disabled" && this.keep(seen.person, held, since);
    if (!kept) this.bookkeeping.push({ kind: "function.drop", person: seen.person, structure: seen.structure, code: seen.code });
    else if (seen.missingSince === null) this.bookkeeping.push({ kind: "function.set", seen: { ...seen, missingSince: since } });
  }

  private hasLivingAccount(person: PersonKey): boolean {
    const state = this.input.ledger.accounts.get(person)?.state;
    return state === "open" || state === "leaving";
  }

  private keep(person: PersonKey, held: FunctionHeld, end: Day): boolean {
    const limit = addDays(end, this.input.policy.functions.withoutSuccessorDays);
    if (this.filled.has(post(held.structure, held.code)) || limit < this.input.today) return false;
    this.add(person, held, reason("function-without-successor", { code: held.code, structure: held.structure, day: end, until: limit }));
    this.problems.push(problem("function-without-successor", held.structure, { code: held.code, person, day: end, until: limit }));
    return true;
  }

  private add(person: PersonKey, held: FunctionHeld, why: Reason): void {
    const rank = classOf(held.code, this.input.policy);
    if (rank === null) return;
    this.seats.add(seat(person, held.structure, held.code));
    const entry: FunctionInForce = { structure: held.structure, code: held.code, class: rank, reason: why };
    const list = this.byPerson.get(person);
    if (list) list.push(entry);
    else this.byPerson.set(person, [entry]);
  }
}
