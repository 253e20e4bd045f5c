/** The `policy.templates` and `policy.rooms` parts: which rooms there are, for whom, how they are set (docs/RULES.md §4). */
import { z } from "zod";
import { builtInTemplates, isTemplateKey, structureKey } from "#core/ids.ts";

const key = z.string().refine(isTemplateKey, "a-z, then a-z 0-9 -, 32 at most; not rule");
const level = z.int().min(0).max(99);
const size = z.int().min(0).max(1_000_000).nullable();
const codes = z.array(z.string().min(1));
const classes = z.enum(["head", "manager", "none"]);

const settings = {
  enabled: z.boolean().describe("false: not made any more; what exists is closed, never deleted."),
  topic: z.string().min(1).max(1000).nullable().describe("Topic of the room; null: none."),
  avatar: z
    .string()
    .regex(/^mxc:\/\/[^/]+\/[^/]+$/, "mxc://server/id")
    .nullable()
    .describe("Picture of the room: the `mxc://` address of one that the server has; null: none."),
  history: z
    .enum(["shared", "joined"])
    .describe("Whether newcomers read what was said before they came. Always `joined` in sensitive structures."),
  levels: z
    .strictObject({
      write: level.describe("Level needed to write."),
      moderate: level.describe("Level needed to moderate: state, kick, ban, redaction, @room."),
    })
    .describe("Matrix power levels of the room."),
  mandatory: z.boolean().describe("Whoever leaves is put back."),
  joinMode: z.enum(["join", "invite"]).describe("join: campus makes people join; invite: it leaves an invitation for them to accept."),
} as const;

const template = z
  .strictObject({
    key: key.describe("Key of the template: space, annonces, general, encadrement, or a new one."),
    name: z.string().min(1).max(200).describe("Name, with {label}, {acronym} and {code} of the structure."),
    alias: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "a-z 0-9 -")
      .describe("End of the alias, after the structure's code; the key when left out."),
    ...settings,
    joinRule: z.enum(["invite", "restricted"]).describe("restricted: members of the space may enter by themselves; invite: nobody may."),
    members: z
      .enum(["all", "announcements", "heads"])
      .describe("all: members of the structure; announcements: those who only teach there as well; heads: holders of a head's function."),
    rights: z.enum(["room", "announcements", "none"]).describe("Levels that functions give: as in Général, as in Annonces, or none."),
    minimum: size.describe("Fewest members for it to be created; heads where only they are members."),
    maximum: size.describe("Most members for it to be created."),
    types: codes.nullable().describe("Types of structure that get it, `PREFIX*` allowed; null: all. Counts at creation only."),
    notTypes: codes.describe("Types of structure that don't."),
    establishment: z.boolean().describe("The establishment gets it too, for everybody."),
    order: z
      .string()
      .regex(/^[!-~]{1,8}$/, "1 to 8 ASCII characters")
      .describe("Place in the space: annonces 1, general 2, encadrement 3, sub-spaces 5."),
  })
  .partial()
  .required({ key: true });

export const templatesPatch = z.array(template).superRefine((list, context) => {
  const seen = new Set<string>();
  for (const [index, one] of list.entries()) {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [index, path], message });
    if (seen.has(one.key)) refuse("key", `duplicate: ${one.key}`);
    seen.add(one.key);
    if (one.key === "space" && one.enabled === false) refuse("enabled", "the space can't be switched off: use notTypes");
    if (one.key === "space" && one.joinRule === "restricted") refuse("joinRule", "a space is joined by invitation");
    if (one.alias !== undefined && isTaken(one.alias, one.key, list)) refuse("alias", `taken by another template: ${one.alias}`);
    refusePushy(one, refuse);
  }
});

function isTaken(alias: string, own: string, list: readonly { readonly key: string; readonly alias?: string | undefined }[]): boolean {
  const others = new Map<string, string>([
    ...builtInTemplates.map((one) => [one, one] as const),
    ...list.map((one) => [one.key, one.alias ?? one.key] as const),
  ]);
  return [...others].some(([other, taken]) => other !== own && taken === alias);
}

/** Whoever refuses an invitation would be invited again at every pass. */
function refusePushy(
  { mandatory, joinMode }: { readonly mandatory?: boolean | undefined; readonly joinMode?: string | undefined },
  refuse: (path: string, message: string) => void,
): void {
  if (mandatory === true && joinMode === "invite") refuse("joinMode", "a mandatory room can't be left to an invitation");
}

const conditionFields = {
  all: z.literal(true).describe("Everybody with an open account."),
  populations: codes.describe("People of one of these populations."),
  sites: codes.describe("People who work in one of these places, as the sources name them; case and accents don't count."),
  functions: codes.describe("Holders of one of these functions, `PREFIX*` allowed; the code must be in `functions.table`."),
  functionClasses: z.array(classes).describe("Holders of a function of one of these classes."),
  structures: z.array(z.string().min(1).transform(structureKey)).describe("Codes: members of these structures, or functions held there."),
  structureTypes: codes.describe("Types, `PREFIX*` allowed: members of such structures, or functions held in them."),
} as const;

const plainCondition = z.strictObject(conditionFields).partial();
const partCondition = z.strictObject({ ...conditionFields, not: plainCondition.describe("Not these people.") }).partial();
const condition = z
  .strictObject({
    ...conditionFields,
    and: z.array(partCondition).min(1).describe("All of these conditions as well."),
    or: z.array(partCondition).min(1).describe("One of these conditions at least."),
    not: partCondition.describe("Not these people."),
  })
  .partial();

const rule = z
  .strictObject({
    key: key.describe("Key of the rule, end of the room's alias."),
    name: z.string().min(1).max(200).describe("Name of the room."),
    ...settings,
    when: condition.describe("Whom the room is for; everything written must hold."),
    joinRule: z
      .enum(["invite", "public"])
      .nullable()
      .describe("null: public, unlisted, under a secret alias, when the rule names everybody; by invitation otherwise."),
    minimum: z.int().min(1).max(1_000_000).describe("Fewest people for the room to be created."),
    redList: z.boolean().describe("People on the red list are members too."),
    order: z
      .string()
      .regex(/^[!-~]{1,8}$/, "1 to 8 ASCII characters")
      .describe("Place in the establishment's space."),
  })
  .partial()
  .required({ key: true });

export const rulesPatch = z.array(rule).superRefine((list, context) => {
  const seen = new Set<string>();
  for (const [index, one] of list.entries()) {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [index, path], message });
    if (seen.has(one.key)) refuse("key", `duplicate: ${one.key}`);
    seen.add(one.key);
    if (one.key !== "etat-du-si" && one.enabled !== false && one.when === undefined) refuse("when", "required");
    refusePushy(one, refuse);
  }
});
