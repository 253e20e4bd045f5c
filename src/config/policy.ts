/** The `policy` part of a server: any part of the site's rules may be given; the rest keeps its default. */
import { z } from "zod";
import { day } from "#core/day.ts";
import { structureKey } from "#core/ids.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { mergeRules, type RulePatch } from "#core/rule.ts";
import { mergeTemplates, type TemplatePatch } from "#core/template.ts";
import { driftPatch } from "./policy-drift.ts";
import { guardsPatch } from "./policy-guards.ts";
import { mergePatch } from "./policy-merge.ts";
import { rulesPatch, templatesPatch } from "./policy-rooms.ts";

const count = z.int().min(0).max(1_000_000);
const level = z.int().min(0).max(99);
const names = z.array(z.string().min(1));
const codes = z.array(z.string().min(1).transform(structureKey));
const civilDay = z.string().transform((text, context) => {
  try {
    return day(text);
  } catch {
    context.addIssue({ code: "custom", message: "YYYY-MM-DD" });
    return z.NEVER;
  }
});
const localpart = z.string().regex(/^[a-z0-9._=/+-]+$/, "a-z 0-9 . _ = / + -");

/** A key left out is absent, not undefined. */
function withoutHoles<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const wave = z.strictObject({
  structures: codes.exactOptional().describe("Codes of structures whose members the wave opens."),
  populations: names.exactOptional().describe("Populations the wave opens."),
  list: names.exactOptional().describe("Immutable ids of the people the wave opens."),
  from: civilDay.describe("First day of the wave, YYYY-MM-DD."),
});

const structures = z.strictObject({
  establishment: codes.element.nullable().describe("Code of the establishment; null: the only root of an establishment type."),
  establishmentTypes: names.describe("Types of structure that are an establishment."),
  fictitiousTypes: names.describe("Types of structure that are fictitious: no space, nothing passes through them."),
  bodyTypes: names.describe("Councils and bodies, `PREFIX*` allowed: no space, nothing passes through them."),
  sensitive: codes.describe(
    "Codes of sensitive structures: nothing is inherited upward from them, history for members only, promotions always held.",
  ),
  minimumSize: count.describe("Fewest eligible people for a space to be created; a space that shrinks is kept."),
  generalMaximum: count.describe("Most people at creation for a structure to get its room Général."),
  encadrementMinimum: count.describe("Fewest function holders for the room Encadrement to be created."),
  typeOrder: names.describe("Types of structure, `PREFIX*` allowed, in the order in which spaces are listed; the others come last."),
});

const gives = z.enum(["all", "announcements", "none"]);
const assignments = z.strictObject({
  EMPLOI: gives.describe("Employment: all rooms, the space and Annonces only, or nothing."),
  AFFECTATION: gives.describe("Assignment to a structure."),
  RECHERCHE: gives.describe("Research in a structure."),
  ENSEIGNEMENT: gives.describe("Teaching in a structure."),
  ETUDE: gives.describe("Studies in a structure."),
});

const departure = z
  .strictObject({
    announcedDays: count.describe("Days between an announced end and the lock."),
    ineligibleDays: count.describe("Days between the loss of eligibility and the lock."),
    lockedMembershipsDays: count.describe("Days after the lock when memberships are taken back and remembered."),
    deactivateMonths: count.describe("Months after the lock when the account is deactivated for good."),
    eraseMonths: count.describe("Months after the deactivation when the account is erased."),
  })
  .partial()
  .transform(withoutHoles);
const yearDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "MM-DD");
const period = z.strictObject({
  from: yearDay.describe("First day, MM-DD: of a contract's end for a departure, of the lock for what follows it."),
  until: yearDay.describe("Last day, MM-DD; may be in the next year."),
  populations: names.exactOptional().describe("Populations the period speaks of; everybody when left out."),
  delays: departure.describe("Delays in that period."),
});

const delays = z.strictObject({
  graceDays: count.describe("Days a membership is kept after its link was lost."),
  graceAutumnDays: count.describe("The same when the link was lost in one of `autumnMonths`, when contracts are renewed late."),
  autumnMonths: z.array(z.int().min(1).max(12)).describe("Months of the long grace, 1 to 12."),
  announcedDays: count.describe("Days between an announced end and the lock."),
  ineligibleDays: count.describe("Days between the loss of eligibility and the lock."),
  vanishedWorkingDays: count.describe("Working days between vanishing from every source and the lock."),
  vanishedReads: count.describe("Complete reads without the person that are needed as well."),
  lockedMembershipsDays: count.describe("Days after the lock when memberships are taken back and remembered."),
  deactivateMonths: count.describe("Months after the lock when the account is deactivated for good."),
  eraseMonths: count.describe("Months after the deactivation when the account is erased."),
  closedMembersDays: count.describe("Days after a structure closed when its members are removed."),
  byPopulation: z
    .record(z.string().min(1), departure)
    .describe("Population → delays of its own; of several populations, the longest delay counts. Replaces the whole table."),
  periods: z.array(period).describe("Periods of the year with delays of their own; of several, the longest counts."),
});

/** Every key may be left out; an unknown one is an error. */
export const policySchema = z
  .strictObject({
    identities: z
      .strictObject({
        connector: localpart.describe("Identity that administers accounts; holds a character the site's logins never have."),
        agentSmith: localpart.describe("Identity that owns the managed rooms; the same condition."),
      })
      .partial()
      .describe("Matrix localparts of campus's own two identities. Fixed after the first run."),
    populations: z
      .strictObject({
        eligible: names.describe("Populations that get an account."),
        noInheritance: names.describe("Populations that only enter the rooms of their own structures."),
      })
      .partial()
      .describe("Who is eligible."),
    opening: z.array(wave).describe("Opening waves; none: everybody at once."),
    structures: structures.partial().describe("Which structures get spaces and rooms."),
    templates: templatesPatch.describe("Rooms of a structure, by key: fields over a built-in template, or templates of the site's own."),
    rooms: rulesPatch.describe("Rooms across structures, by key: fields over the built-in one (etat-du-si), or rooms of the site's own."),
    assignments: assignments.partial().describe("What each kind of assignment gives in its structure."),
    functions: z
      .strictObject({
        table: z
          .record(z.string().regex(/^[^*]+\*?$/, "CODE, PREFIX*"), z.enum(["head", "manager", "none"]))
          .describe(
            "Function code or `PREFIX*` → head, manager, or none (no right, but rules of rooms may name it). Replaces the whole default table.",
          ),
        withoutSuccessorDays: count.describe("Days a function stays in force when it ends without a successor."),
      })
      .partial()
      .describe("Which functions give rights."),
    levels: z
      .strictObject({
        head: level.describe("Level of heads in the space and in Général."),
        headAnnonces: level.describe("Level of heads in Annonces."),
        manager: level.describe("Level of managers in Annonces."),
        restoreByHand: z.boolean().describe("Put levels changed by hand back to the policy's."),
      })
      .partial()
      .describe("Matrix power levels, 0 to 99."),
    delays: delays.partial().describe("Delays of departures and closings."),
    restrictedJoinMaximum: count.describe("Members above which people enter a restricted room by invitation and join."),
    roomVersion: z.literal(["11"]).describe("Version of the rooms created."),
    externalIdProvider: z.string().min(1).describe("Name of the sign-in provider in Synapse, such as cas or oidc-xxx."),
    guards: guardsPatch.describe("Limits above which changes wait for a named person."),
    drift: driftPatch.describe("What becomes of settings that somebody changed by hand: report, restore or accept."),
    merge: mergePatch.describe("Whose value wins where several sources speak of one person or structure."),
  })
  .partial();

export type PolicyPatch = z.infer<typeof policySchema>;

/** The default policy of a server with the site's own values over it. Lists and tables are replaced, not merged. */
export function makePolicy(serverName: string, patch: SitePatch): Policy {
  const { templates = [], rooms = [], ...plain } = patch;
  const base = defaultPolicy(serverName);
  return { ...overlay(base, plain, ""), templates: mergeTemplates(base.templates, templates), rooms: mergeRules(base.rooms, rooms) };
}

/** What a site may change; the server's name and the establishment's secret have keys of their own. */
type SitePatch = Patch<Omit<Policy, "serverName" | "establishmentSecret" | "templates" | "rooms">> & {
  readonly templates?: readonly TemplatePatch[] | undefined;
  readonly rooms?: readonly RulePatch[] | undefined;
};

/** Any part of `T`; lists whole. Ties the schema above to the type in core: a key that core lacks, or of another type, does not compile. */
type Patch<T> = T extends readonly unknown[] | string | number | boolean | null ? T : { readonly [K in keyof T]?: Patch<T[K]> | undefined };

const replacedWhole: ReadonlySet<string> = new Set(["functions.table", "delays.byPopulation"]);

function overlay<T>(base: T, patch: unknown, path: string): T {
  if (patch === undefined) return base;
  if (!isPlain(base) || !isPlain(patch) || replacedWhole.has(path)) return patch as T;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    merged[key] = overlay(merged[key], value, path === "" ? key : `${path}.${key}`);
  }
  return merged as T;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
