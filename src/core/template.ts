/** Templates: which rooms a structure gets, for whom, and how they are set (docs/RULES.md §4). */
import type { Structure } from "./directory.ts";
import type { Template } from "./ids.ts";
import { matchesCode, shorten } from "./text.ts";

const longestName = 255;

/** Levels of a room: what writing needs, and what moderating (state, kick, ban, redaction, @room) needs. */
export interface RoomLevels {
  readonly write: number;
  readonly moderate: number;
}

/** Settings that a room has by its template or by its rule. */
export interface RoomSettings {
  /** Holds `{label}`, `{acronym}`, `{code}` of the structure; a rule's room is named as written. */
  readonly name: string;
  readonly topic: string | null;
  /** `mxc://` address of a picture the server has already. */
  readonly avatar: string | null;
  readonly history: "shared" | "joined";
  readonly levels: RoomLevels;
  /** Put back when left. */
  readonly mandatory: boolean;
  /** `invite`: an invitation is left for the person to accept. */
  readonly joinMode: "join" | "invite";
}

export interface RoomTemplate extends RoomSettings {
  readonly key: Template;
  /** False: made for nobody any more; rooms that exist are closed. */
  readonly enabled: boolean;
  /** End of the alias, after the structure's code. */
  readonly alias: string;
  readonly joinRule: "invite" | "restricted";
  /** `all`: whoever belongs to the structure; `announcements`: who teaches there as well; `heads`: holders of a head's function. */
  readonly members: "all" | "announcements" | "heads";
  /** Which of the policy's levels functions give here. */
  readonly rights: "room" | "announcements" | "none";
  /** Sizes at creation, of heads where only they are members; null: the limit of `structures`, or none. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Types of structure that get the room, `PREFIX*` allowed; null: all but `notTypes`. */
  readonly types: readonly string[] | null;
  readonly notTypes: readonly string[];
  /** The establishment gets it too. */
  readonly establishment: boolean;
  /** Place of the room in its space. */
  readonly order: string;
}

const plain: Omit<RoomTemplate, "key" | "name" | "alias" | "order"> = {
  enabled: true,
  topic: null,
  avatar: null,
  history: "shared",
  levels: { write: 0, moderate: 50 },
  mandatory: false,
  joinMode: "join",
  joinRule: "restricted",
  members: "all",
  rights: "room",
  minimum: null,
  maximum: null,
  types: null,
  notTypes: [],
  establishment: false,
};

export const defaultTemplates: readonly RoomTemplate[] = [
  {
    ...plain,
    key: "space",
    name: "{label}",
    alias: "",
    order: "5",
    joinRule: "invite",
    members: "announcements",
    establishment: true,
  },
  {
    ...plain,
    key: "annonces",
    name: "Annonces – {acronym}",
    alias: "annonces",
    order: "1",
    levels: { write: 50, moderate: 75 },
    mandatory: true,
    members: "announcements",
    rights: "announcements",
    establishment: true,
  },
  { ...plain, key: "general", name: "Général – {acronym}", alias: "general", order: "2" },
  {
    ...plain,
    key: "encadrement",
    name: "Encadrement – {acronym}",
    alias: "encadrement",
    order: "3",
    history: "joined",
    joinRule: "invite",
    members: "heads",
    rights: "none",
  },
];

/** What a site writes: some fields of a template that exists, or a template of its own. */
export type TemplatePatch = { readonly key: Template } & { readonly [K in keyof Omit<RoomTemplate, "key">]?: RoomTemplate[K] | undefined };

/** The base with the site's fields over it, key by key; templates of the site come after, in its order. */
export function mergeTemplates(base: readonly RoomTemplate[], patches: readonly TemplatePatch[]): readonly RoomTemplate[] {
  const merged = new Map(base.map((one) => [one.key, one]));
  for (const patch of patches) merged.set(patch.key, layOver(merged.get(patch.key) ?? fresh(patch.key), patch));
  return [...merged.values()];
}

function fresh(key: Template): RoomTemplate {
  return { ...plain, key, name: `${key} – {acronym}`, alias: key, order: "4" };
}

/** A field left out, or undefined, changes nothing. */
export function layOver<T extends object>(base: T, patch: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}

/** Does a structure of that type get the room? */
export function suitsType({ types, notTypes }: Pick<RoomTemplate, "types" | "notTypes">, type: string): boolean {
  if (notTypes.some((pattern) => matchesCode(pattern, type))) return false;
  return types === null || types.some((pattern) => matchesCode(pattern, type));
}

/** A structure without an acronym is named by its label. */
export function fillName(text: string, { label, acronym, key }: Pick<Structure, "label" | "acronym" | "key">): string {
  const words: Readonly<Record<string, string>> = { label, acronym: acronym ?? label, code: key };
  return shorten(
    text.replace(/\{(label|acronym|code)\}/g, (_, word: string) => words[word] ?? ""),
    longestName,
  );
}
