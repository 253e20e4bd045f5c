/** Names that people know, for the keys and codes of a plan. */
import type { Ledger } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import { quote } from "#i18n/render.ts";
import type { Names } from "#i18n/sentences.ts";
import type { Lang } from "#i18n/words.ts";

/** From what campus remembers of the server, and from what a plan would create. */
export function namesOf(lang: Lang, ledger: Pick<Ledger, "rooms">, plan?: Plan): Names {
  const rooms = new Map<string, string>();
  for (const { key, name } of ledger.rooms.values()) rooms.set(key, name);
  for (const change of plan?.changes ?? []) if ("spec" in change) rooms.set(change.spec.room, change.spec.name);
  return {
    room: (key) => {
      const name = rooms.get(key);
      return name === undefined ? key : quote(lang, name);
    },
    structure: (code) => rooms.get(`structure:${code}`) ?? code,
  };
}
