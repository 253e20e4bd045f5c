/** What was decided, in one line. */
import type { Decision, DecisionRecord } from "#core/decision.ts";
import { isInForce } from "#core/decisions.ts";
import type { Day } from "#core/ids.ts";
import type { Params } from "./render.ts";
import { say, type TextKey } from "./texts.ts";
import type { Lang } from "./words.ts";

/** Without its author. */
export function decisionText(lang: Lang, decision: Decision): string {
  return say(lang, keyOf(decision), paramsOf(lang, decision));
}

function keyOf(decision: Decision): TextKey {
  if (decision.kind === "leaving") return `decide.leaving.${decision.value.act}`;
  if (decision.kind === "adoption") return `decide.adoption.${decision.value.verdict}`;
  if (decision.kind === "room-adoption") return `decide.room-adoption.${decision.value.verdict}`;
  return decision.kind === "closing" ? `decide.closing.${decision.value.act}` : `decide.${decision.kind}`;
}

function paramsOf(lang: Lang, decision: Decision): Params {
  switch (decision.kind) {
    case "override": {
      const { disabled, person, displayName, mail } = decision.value;
      return given({ person, displayName, mail, disabled: disabled && say(lang, "decide.word.disabled") });
    }
    case "exemption": {
      const { person, eligible, protected: safe, rooms } = decision.value;
      const words = {
        eligible: eligible ? say(lang, "decide.word.eligible") : undefined,
        protected: safe ? say(lang, "decide.word.protected") : undefined,
      };
      return given({ person, ...words, rooms: rooms.length === 0 ? undefined : rooms.join(", ") });
    }
    case "leaving":
      return given({ person: decision.value.person, due: decision.value.due ?? undefined });
    case "successor":
      return { structure: decision.value.structure, successor: decision.value.successor };
    case "structure-refresh":
    case "closing":
      return { structure: decision.value.structure };
    case "ignored":
      return given({ code: decision.value.code, subject: decision.value.subject ?? undefined });
    case "pause":
      return { scope: decision.value.scope };
    case "merge":
      return { person: decision.value.absorbed, other: decision.value.survivor };
    case "move":
      return { person: decision.value.person, name: decision.value.localpart };
    case "adoption":
      return { person: decision.value.person, userId: decision.value.userId };
    case "room-adoption":
      return { room: decision.value.room, roomId: decision.value.roomId };
    case "local-name":
      return { person: decision.value.person, room: decision.value.room, name: decision.value.name };
    default:
      return { person: decision.value.person };
  }
}

function given(params: Readonly<Record<string, string | undefined>>): Params {
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** With author, days and reason. */
export function decisionSentence(lang: Lang, decision: Decision): string {
  const { by, since, until, reason } = decision.value;
  const text = decisionText(lang, decision);
  return say(lang, "decide.made", { text, by, day: since, why: reason, ...(until === null ? {} : { until }) });
}

/** How it stopped, null while it is in force on `today`. */
export function endSentence(lang: Lang, { decision, ended }: DecisionRecord, today: Day): string | null {
  if (ended !== null) {
    const day = ended.at.slice(0, 10);
    return say(lang, `decide.ended.${ended.how}`, {
      by: ended.by,
      day,
      run: ended.run ?? "",
      ...(ended.why === "" ? {} : { why: ended.why }),
    });
  }
  const { until } = decision.value;
  return until === null || isInForce(decision.value, today) ? null : say(lang, "decide.ended.expired", { day: until });
}
