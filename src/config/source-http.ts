/** Configuration of a source that reads a JSON feed over HTTP. */
import { z } from "zod";
import { externalCodes, name, populations } from "./source-parts.ts";
import { roleKeys } from "./source-role.ts";

const pointerShape = z.string().regex(/^(\/[^/]*)+$/, "a path such as /data/people (JSON Pointer, RFC 6901)");
const pointer = (standard: string, what: string) => pointerShape.default(standard).describe(what);
const optional = (standard: string | null, what: string) =>
  pointerShape.nullable().default(standard).describe(`${what}; null = not given.`);
/** One path a field, named like the field. */
const fields = <K extends string>(all: Readonly<Record<K, string>>) =>
  z.strictObject(
    Object.fromEntries(Object.entries<string>(all).map(([field, what]) => [field, pointer(`/${field}`, what)])) as Record<
      K,
      ReturnType<typeof pointer>
    >,
  );

const mapping = z
  .strictObject({
    version: optional("/version", "Version of the shape, which must be 1"),
    snapshot: optional("/snapshot", "Identifier of the state of the feed: the same on all pages of one state"),
    next: optional("/next", "Address of the next page"),
    cursor: optional("/cursor", "Text that asks for the next page, where paging is by cursor"),
    totalPeople: optional("/total/people", "How many people the whole feed has"),
    totalStructures: optional("/total/structures", "How many structures the whole feed has"),
    structures: optional("/structures", "The list of structures of a page"),
    people: pointer("/people", "The list of people of a page."),
    structure: fields({
      code: "Code, the key of the structure.",
      sourceId: "Immutable identifier.",
      type: "Type.",
      acronym: "Acronym.",
      shortLabel: "Short label.",
      longLabel: "Long label.",
      parents: "Codes of the parents: a list, or one.",
      opens: "Opening day.",
      closes: "Closing day, the first closed day.",
      successor: "Code of the structure that replaces it.",
      external: "Yes = it belongs to another institution.",
    })
      .prefault({})
      .describe("Paths inside one structure."),
    person: fields({
      id: "Immutable identifier.",
      login: "Login, exactly as single sign-on returns it.",
      givenName: "First name.",
      familyName: "Name in use.",
      displayName: "Name shown.",
      mail: "Institutional address.",
      state: "active, future, leaving or disabled; or the words of V_MATRIX_AGENT.statut.",
      from: "Day from which the state holds.",
      until: "Last day of it.",
      populations: "Populations: a list, or words between commas.",
      redList: "Yes = on the red list.",
      fictitious: "Yes = nobody, a test.",
      assignments: "List of assignments.",
      functions: "List of functions.",
      sites: "Places where the person works: a list, or one.",
      sponsors: "Who answers for a guest: a list of objects with the id of a person (person) or the code of a structure (structure).",
    })
      .prefault({})
      .describe("Paths inside one person."),
    assignment: fields({
      structure: "Code of the structure.",
      kind: "EMPLOI, AFFECTATION, RECHERCHE, ENSEIGNEMENT or ETUDE.",
      from: "First day.",
      until: "Last day, included.",
      principal: "Yes = the principal one.",
    })
      .prefault({})
      .describe("Paths inside one assignment."),
    function: fields({
      structure: "Code of the structure.",
      code: "Code of the function.",
      label: "Its label.",
      from: "First day.",
      until: "Last day, included.",
    })
      .prefault({})
      .describe("Paths inside one function."),
  })
  .describe("Where everything stands in the feed, as paths (JSON Pointer); the defaults are campus's own shape.");
export type FeedMapping = z.infer<typeof mapping>;

const paging = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("links").describe("The page, or its Link header (rel=next), tells the address of the next one.") }),
    z.strictObject({
      kind: z.literal("pages").describe("Pages are asked for by number, until one has fewer items than asked."),
      parameter: z.string().min(1).default("page").describe("Parameter of the number."),
      first: z.int().min(0).default(1).describe("Number of the first page."),
      sizeParameter: z.string().min(1).default("limit").describe("Parameter of the size."),
      size: z.int().min(1).max(100_000).default(500).describe("Items of a page: the longer of its two lists."),
    }),
    z.strictObject({
      kind: z.literal("cursor").describe("Each page gives the cursor of the next one; the last one gives none."),
      parameter: z.string().min(1).default("cursor").describe("Parameter of the cursor."),
    }),
  ])
  .describe("How the next page is asked for.");

const isLocal = (url: string) => /^https:|^http:\/\/(127\.|localhost[:/]|\[::1\])/.test(url);

export const HttpSource = z
  .strictObject({
    kind: z.literal("http").describe("A JSON feed."),
    name,
    ...roleKeys,
    url: z.url({ protocol: /^https?$/ }).describe("Address of the feed, or of its first page."),
    tokenFile: z.string().min(1).optional().describe("File that holds the bearer token, readable by campus only."),
    headers: z
      .record(z.string().regex(/^[\w-]+$/), z.string())
      .default({})
      .describe("Further headers of every request; secrets belong into tokenFile."),
    caFile: z.string().min(1).optional().describe("PEM file of the authority that signed the server's certificate."),
    paging: paging.prefault({ kind: "links" }),
    mapping: mapping.prefault({}),
    populations,
    externalCodes,
    pageSeconds: z.number().positive().default(60).describe("Longest time for one page, from the request to its last byte."),
    totalSeconds: z.number().positive().default(900).describe("Longest time for the whole feed, waits included."),
    longestWaitSeconds: z.number().min(0).default(60).describe("Longest wait that a busy server may ask for (Retry-After)."),
    tries: z
      .int()
      .min(1)
      .max(20)
      .default(4)
      .describe("How many times a page is asked for while the server says that it is busy (429, 503)."),
    maximumMegabytes: z.number().positive().default(500).describe("Size above which the feed is refused, uncompressed."),
    maximumPages: z.int().min(1).default(10_000).describe("Pages above which the feed is refused."),
  })
  .refine((source) => source.tokenFile === undefined || isLocal(source.url), {
    path: ["url"],
    message: "https:// is needed with tokenFile",
  });
export type HttpSource = z.infer<typeof HttpSource>;
