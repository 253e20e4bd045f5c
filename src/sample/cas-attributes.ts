/** What the invented university's CAS says of a person: the attributes a French one releases. */
import type { SamplePerson } from "./model.ts";

/** Attributes without a value are left out. */
export function casAttributes(person: SamplePerson): Readonly<Record<string, string | readonly string[]>> {
  const known = {
    displayName: person.displayName,
    mail: person.mail,
    supannRefId: person.id.startsWith("~") ? null : `{OCTOPUS:ID}${person.id}`,
  };
  const entries = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== null);
  return { ...Object.fromEntries(entries), eduPersonAffiliation: ["member", "employee"] };
}
