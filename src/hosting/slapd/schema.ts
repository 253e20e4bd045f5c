/** Schema file of eduPerson and SUPANN in slapd's own language, generated from the facts beside this file. */
import { attributeFacts, syntaxArc } from "./attribute-facts.ts";
import { classFacts } from "./class-facts.ts";

/** Text for one `include`d file; needs core, cosine and inetorgperson before it. */
export function renderSchema(): string {
  return `${[...splitFacts(attributeFacts).map(renderAttribute), ...splitFacts(classFacts).map(renderClass)].join("\n\n")}\n`;
}

function splitFacts(facts: string): string[][] {
  return facts
    .trim()
    .split("\n")
    .map((line) => line.split("|"));
}

function renderAttribute([name, oid, sup, syntax, max, equality, ordering, substr, arity]: string[]): string {
  const parts = [
    sup && `SUP ${sup}`,
    equality && `EQUALITY ${equality}`,
    ordering && `ORDERING ${ordering}`,
    substr && `SUBSTR ${substr}`,
    syntax && `SYNTAX ${syntaxArc}.${syntax}${max ? `{${max}}` : ""}`,
    arity === "S" && "SINGLE-VALUE",
  ];
  return `attributetype ( ${oid} NAME '${name}'\n\t${parts.filter(Boolean).join("\n\t")} )`;
}

function renderClass([name, oid, sup, kind, must, may]: string[]): string {
  const parts = [sup && `SUP ${sup}`, kind, must && `MUST ${renderList(must)}`, may && `MAY ${renderList(may)}`];
  return `objectclass ( ${oid} NAME '${name}'\n\t${parts.filter(Boolean).join("\n\t")} )`;
}

function renderList(names: string): string {
  return `( ${names.split(",").join(" $ ")} )`;
}
