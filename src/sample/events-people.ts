/** What happens to people any day: they come, go, move, marry, take over from each other. */
import { familyNames } from "./data/names.ts";
import { addCase, holdFunction } from "./functions.ts";
import type { SampleFunction, SamplePerson } from "./model.ts";
import { type Moment, openStructure, takePlain, yesterdayOf } from "./moment.ts";
import { createPerson, drawName } from "./people.ts";
import { assign } from "./seats.ts";

export function join(moment: Moment, choice: Partial<SamplePerson> = {}): SamplePerson {
  const { draft, today, random } = moment;
  const group = random.chance(0.5) ? "biatss" : "enseignant-chercheur";
  const person = createPerson(drawName(random), group, draft.identities, { ...choice, assignments: [] });
  assign(person, openStructure(moment), { from: today });
  draft.people.push(person);
  draft.taken.add(person.id);
  addCase(draft.cases, "event-joined", person.id);
  return person;
}

/** The information system disables the account; the entry moves to the other branch. */
export function leave(moment: Moment): void {
  const person = takePlain(moment);
  const { draft, day, today } = moment;
  Object.assign(person, { state: "disabled", filing: day % 2 === 0 ? "deactivated" : "deactivated-active", until: yesterdayOf(moment) });
  person.assignments = person.assignments.map((one) => ({ ...one, until: today }));
  addCase(draft.cases, "event-left", person.id);
}

export function move(moment: Moment): void {
  const person = takePlain(moment);
  const there = openStructure(moment);
  if (person.assignments.some((one) => one.structure === there.code)) return;
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
  person.family = random.pick(familyNames);
  person.displayName = person.given === null ? person.family : `${person.given} ${person.family}`;
  addCase(draft.cases, "event-name-changed", person.id);
}

export function changeMail(moment: Moment): void {
  const person = takePlain(moment);
  person.mail = `${(person.mail ?? "").split("@")[0]}.bis@univ-demo.example`;
  addCase(moment.draft.cases, "event-mail-changed", person.id);
}

/** The person enters the red list. */
export function raiseRedList(moment: Moment): void {
  const person = takePlain(moment);
  person.redList = true;
  addCase(moment.draft.cases, "event-red-listed", person.id);
}

interface Post {
  readonly holder: SamplePerson;
  readonly held: SampleFunction;
}

function findPost({ draft, random }: Moment, codes: readonly string[]): Post | undefined {
  const posts: Post[] = [];
  for (const holder of draft.eligible) {
    if (holder.state !== "active" || draft.taken.has(holder.id)) continue;
    for (const held of holder.functions) if (codes.includes(held.code) && held.until === null) posts.push({ holder, held });
  }
  return posts[random.below(Math.max(1, posts.length))];
}

/** Yesterday was the last day of one, today is the first of the other. */
export function handOver(moment: Moment): void {
  const post = findPost(moment, ["D30", "F10"]);
  if (post === undefined) return;
  const { draft, today } = moment;
  post.held.until = yesterdayOf(moment);
  const next = draft.eligible.find(
    (one) =>
      one.state === "active" &&
      one.functions.length === 0 &&
      !draft.taken.has(one.id) &&
      one.assignments[0]?.structure === post.held.structure,
  );
  if (next !== undefined) holdFunction(next, post.held.structure, post.held.code, { from: today });
  for (const one of [post.holder, next]) {
    if (one === undefined) continue;
    draft.taken.add(one.id);
    addCase(draft.cases, "event-function-handed-over", one.id);
  }
}

export function endWithoutSuccessor(moment: Moment): void {
  const post = findPost(moment, ["R40"]) ?? findPost(moment, ["D30", "F10"]);
  if (post === undefined) return;
  post.held.until = yesterdayOf(moment);
  moment.draft.taken.add(post.holder.id);
  addCase(moment.draft.cases, "event-function-ended", post.holder.id);
}
