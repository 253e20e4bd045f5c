/** Configuration of LDAP groups: which ones are read, and what being a member gives. */
import { z } from "zod";

const gives = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("population").describe("Members have this population, with those that their entry gives."),
      population: z.string().min(1).describe("Word of the policy, such as doctorant."),
    }),
    z.strictObject({
      kind: z.literal("structure").describe("Each group is a structure, its members assigned to it."),
      parent: z.string().min(1).describe("Code of the structure that these groups hang under, such as the establishment's."),
      codePrefix: z.string().default("GRP_").describe("Put before the group's name to make the structure's code."),
      type: z.string().min(1).default("GROUPE").describe("Type of the structure."),
      assignment: z
        .enum(["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"])
        .default("AFFECTATION")
        .describe("Kind of the assignments."),
    }),
  ])
  .describe("What being a member gives.");

export const LdapGroups = z
  .strictObject({
    base: z.string().min(1).describe("Distinguished name of the branch, such as ou=groups,dc=univ-demo,dc=example."),
    filter: z.string().startsWith("(").default("(objectClass=groupOfNames)").describe("Which entries are groups (RFC 4515)."),
    gives,
    name: z.string().min(1).default("cn").describe("Attribute of the group's name, part of the code of its structure."),
    label: z.string().min(1).nullable().default("description").describe("Attribute of its label; null = the name."),
    members: z
      .array(z.string().min(1))
      .default(["member"])
      .describe("Attributes that hold members as distinguished names: member, uniqueMember."),
    memberUids: z.array(z.string().min(1)).default([]).describe("Attributes that hold members by their uid: memberUid of posixGroup."),
    uid: z.string().min(1).default("uid").describe("Attribute of people that memberUids speak of."),
    memberOf: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("Attribute of people that names their groups: memberOf; null = not used."),
    ends: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("Attribute of the group's last day: supannGroupeDateFin; null = groups don't end."),
    nesting: z.int().min(0).max(20).default(5).describe("Levels of groups inside groups that are followed; 0 = none."),
    mayBeEmpty: z.boolean().default(false).describe("A branch without any group stops the read unless true."),
  })
  .refine(({ members, memberUids, memberOf }) => members.length + memberUids.length > 0 || memberOf !== null, {
    path: ["members"],
    message: "members, memberUids or memberOf must say who belongs to a group",
  })
  .describe("A branch that holds groups.");
export type LdapGroups = z.infer<typeof LdapGroups>;
