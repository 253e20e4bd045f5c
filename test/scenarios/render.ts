/** One line per change, problem or bookkeeping entry: what scenario files compare. */
import type { Change } from "#core/change.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import type { Origin } from "#core/merge-origins.ts";
import type { Verdict } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";

/** `key details (reason) [held by guard]` */
export function renderChange(change: Change): string {
  const text = `${change.key}${detailsOf(change)} (${change.reason.code})`;
  return change.held === undefined ? text : `${text} [held by ${change.held}]`;
}

function detailsOf(change: Change): string {
  switch (change.kind) {
    case "space.create":
    case "room.create":
    case "room.reopen":
      return ` «${change.spec.name}» ${change.spec.alias} ${change.spec.joinRule} ${change.spec.history}`;
    case "room.rename":
    case "room.close":
    case "account.rename":
    case "member.name":
      return ` «${change.before}» → «${change.after}»`;
    case "room.restore":
      return ` «${change.before}» → «${change.after}»`;
    case "room.adopt":
      return ` ${change.roomId} «${change.before}»`;
    case "room.release":
      return ` ${change.roomId}`;
    case "room.rekey":
      return ` from ${change.before}`;
    case "child.set":
      return change.before === null ? "" : ` ${change.before} → ${change.order}`;
    case "account.create":
    case "account.adopt":
      return ` ${change.userId} «${change.displayName}» ${change.mail ?? "no mail"}${change.listed ? "" : " hidden"}`;
    case "account.mail":
    case "identity.link":
      return ` ${change.before ?? "nothing"} → ${change.after ?? "nothing"}`;
    case "identity.merge":
      return ` ← ${change.absorbed.join(", ")}`;
    case "member.join":
      return ` by ${change.way}`;
    case "member.remove":
      return ` after ${change.follows}`;
    case "level.set":
    case "account.listing":
      return ` ${change.before} → ${change.after}`;
    case "child.remove":
    case "member.invite":
    case "room.regain":
      return "";
    default:
      return ` ${change.before} → ${change.after}${change.due === null ? "" : ` due ${change.due}`}${change.mail === undefined ? "" : ` with ${change.mail ?? "no mail"}`}`;
  }
}

export function renderProblem({ code, subject, params }: Problem): string {
  const text = `${code} ${subject}`.trim();
  if (code === "sources-differ") return `${text} ${params.attribute}: ${params.value} from ${params.source} (${params.others})`;
  if (code !== "states-differ") return text;
  const said = ["active", "future", "leaving", "disabled"].filter((state) => state in params).map((state) => `${state}: ${params[state]}`);
  return `${text} ${params.source} wins (${said.join("; ")})`;
}

/** `mail: zola@univ-demo.example from ldap (rh: z@univ-demo.example)` */
export function renderOrigin({ attribute, value, source, others }: Origin): string {
  const said = others.map((one) => `${one.source}: ${one.value}`).join("; ");
  return `${attribute}: ${value} from ${source}${said === "" ? "" : ` (${said})`}`;
}

export function renderVerdict({ name, value, limit, subject }: Verdict): string {
  return `${name}${subject === undefined ? "" : ` of ${subject}`}: ${value} > ${limit}`;
}

export function renderWrite(write: LedgerWrite): string {
  switch (write.kind) {
    case "account.set":
      return `${write.kind} ${write.account.person}${write.account.intended ? " intended" : ""}`;
    case "grant.set":
      return `${write.kind} ${write.room} ${write.grant.userId} level ${write.grant.level} ${write.grant.origin}${write.grant.lostSince === null ? "" : ` lost since ${write.grant.lostSince}`}`;
    case "grant.drop":
    case "leave.drop":
      return `${write.kind} ${write.room} ${write.userId}`;
    case "leave.set":
      return `${write.kind} ${write.room} ${write.leave.userId} ${write.leave.how}`;
    case "absence.set":
      return `${write.kind} ${write.person} since ${write.absence.since}, ${write.absence.reads} reads`;
    case "function.set":
      return `${write.kind} ${write.seen.person} ${write.seen.structure} ${write.seen.code}${write.seen.missingSince === null ? "" : ` missing since ${write.seen.missingSince}`}`;
    case "function.drop":
      return `${write.kind} ${write.person} ${write.structure} ${write.code}`;
    case "source.set":
      return `${write.kind} ${write.source} ${write.people}`;
    case "merge.set":
      return `${write.kind} ${write.absorbed} → ${write.survivor}`;
    case "merge.drop":
      return `${write.kind} ${write.absorbed}`;
    case "name.set":
      return `${write.kind} ${write.room} ${write.given.userId} «${write.given.name}»`;
    case "name.drop":
      return `${write.kind} ${write.room} ${write.userId}`;
    case "absence.drop":
    case "account.drop":
      return `${write.kind} ${write.person}`;
    case "room.set":
      return `${write.kind} ${write.room.key}`;
    case "room.drop":
      return `${write.kind} ${write.room}`;
    case "room.rekey":
      return `${write.kind} ${write.before} → ${write.after}`;
    default:
      return write satisfies never;
  }
}
