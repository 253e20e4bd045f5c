/** What happens to people any day: they come, go, move, marry, take over from each other. */
import { familyNames } from "./data/names.ts";
import { addCase, holdFunction } from "./functions.ts";
import type { SampleFunction, SamplePerson } from "./model.ts";
import { type Moment, openStructure, takePlain, yesterdayOf } from "./moment.ts";
import { createPerson, drawName } from "./people.ts";
import { samplePolicy } from "./policy.ts";
import { assign } from "./seats.ts";

const sensitive: ReadonlySet<string> = new Set(samplePolicy.sensitive);

export function join(moment: Moment, choice: Partial<SamplePerson> = {}): SamplePerson {
  const { draft, today, random } = moment;
  const group = random.chance(0.5) ? "biatss" : "enseignant-chercheur";
  const person = createPerson(drawName(random), group, draft.identities, { ...choice, assignments: [] });
  assign(person, openStructure(moment), { from: today });
  draft.people.push(person);
  draft.eligible.push(person);
  addCase(draft.cases, "event-joined", person.id);
  return person;
}

/** The information system disables the account; the entry moves to the other branch. */
export function leave(moment: Moment): void {
  const person = takePlain(moment);
  if (person === null) return;
  const { draft, day, today } = moment;
  Object.assign(person, { state: "disabled", filing: day % 2 === 0 ? "deactivated" : "deactivated-active", until: yesterdayOf(moment) });
  person.assignments = person.assignments.map((one) => ({ ...one, until: today }));
  addCase(draft.cases, "event-left", person.id);
}

export function move(moment: Moment): void {
  const person = takePlain(moment);
  const there = openStructure(moment);
  if (person === null || person.assignments.some((one) => one.structure === there.code)) return;
  const ended = person.assignments.map((one, index) => (index === 0 ? { ...one, until: yesterdayOf(moment), principal: false } : one));
  person.assignments = [];
  assign(person, there, { from: moment.today });
  person.assignments.push(...ended);
  addCase(moment.draft.cases, "event-moved", person.id);
}

/** Name in use; login and Matrix id stay. */
export function changeName(moment: Moment): void {
  const { draft, random } = moment;
  const person = takePlain(moment);
  if (person === null) return;
  person.family = random.pick(familyNames);
  person.displayName = person.given === null ? person.family : `${person.given} ${person.family}`;
  addCase(draft.cases, "event-name-changed", person.id);
}

export function changeMail(moment: Moment): void {
  const person = takePlain(moment);
  if (person === null) return;
  person.mail = `${(person.mail ?? "").split("@")[0]}.bis@univ-demo.example`;
  addCase(moment.draft.cases, "event-mail-changed", person.id);
}

/** The person enters the red list. */
export function raiseRedList(moment: Moment): void {
  const person = takePlain(moment);
  if (person === null) return;
  person.redList = true;
  addCase(moment.draft.cases, "event-red-listed", person.id);
}

interface Post {
  readonly holder: SamplePerson;
  readonly held: SampleFunction;
}

function findPosts({ draft }: Moment, codes: readonly string[]): readonly Post[] {
  const posts: Post[] = [];
  for (const holder of draft.eligible) {
    if (holder.state !== "active" || draft.taken.has(holder.id)) continue;
    for (const held of holder.functions) if (isFree(held, codes)) posts.push({ holder, held });
  }
  return posts;
}

/** Sensitive structures stay out: promotions there always wait for somebody (docs/RULES.md §7). */
function isFree(held: SampleFunction, codes: readonly string[]): boolean {
  return codes.includes(held.code) && held.until === null && !sensitive.has(held.structure);
}

/** Structure → somebody of it, with a lasting account and no function, who may take one over. */
function findSuccessors({ draft }: Moment): ReadonlyMap<string, SamplePerson> {
  const found = new Map<string, SamplePerson>();
  for (const person of draft.eligible) {
    const own = person.assignments[0];
    const lasting = person.state === "active" && person.until === null && own !== undefined && own.until === null;
    if (lasting && person.functions.length === 0 && !draft.taken.has(person.id)) found.set(own.structure, person);
  }
  return found;
}

/** Yesterday was the last day of one, today is the first of the other. */
export function handOver(moment: Moment): void {
  const { draft, today, random } = moment;
  const successors = findSuccessors(moment);
  const posts = findPosts(moment, ["D30", "F10"]).filter((one) => successors.has(one.held.structure));
  const post = posts[random.below(Math.max(1, posts.length))];
  const next = post && successors.get(post.held.structure);
  if (post === undefined || next === undefined) return;
  post.held.until = yesterdayOf(moment);
  holdFunction(next, post.held.structure, post.held.code, { from: today });
  for (const one of [post.holder, next]) {
    draft.taken.add(one.id);
    addCase(draft.cases, "event-function-handed-over", one.id);
  }
}

export function endWithoutSuccessor(moment: Moment): void {
  const posts = findPosts(moment, ["R40"]);
  const post = posts[moment.random.below(Math.max(1, posts.length))];
  if (post === undefined) return;
  post.held.until = yesterdayOf(moment);
  moment.draft.taken.add(post.holder.id);
  addCase(moment.draft.cases, "event-function-ended", post.holder.id);
}
