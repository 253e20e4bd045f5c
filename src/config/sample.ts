/** A campus.yaml to start from: what has to be written is written, everything else is there as a comment with its default. */
import { configJsonSchema, type JsonSchema, meaningOf } from "./reference.ts";

/** Values of the invented university for keys that have no default. */
const examples: Readonly<Record<string, unknown>> = {
  "servers[].name": "prod",
  "servers[].url": "https://matrix.univ-demo.example",
  "servers[].serverName": "univ-demo.example",
  "servers[].tokenFile": "secrets/as-token",
  "sources[].url": "ldaps://ldap.univ-demo.example",
  "sources[].branches[].base": "ou=people,dc=univ-demo,dc=example",
  "sources[].structures.base": "ou=structures,dc=univ-demo,dc=example",
};

const width = 110;

/** YAML text; it is a valid configuration as it stands. */
export function configSample(): string {
  const lines = [
    "# Configuration of campus. Lines that begin with #: are keys left at their default; `campus config reference` describes them all.",
    "",
    ...objectLines(configJsonSchema(), "", 0),
  ];
  return `${lines.join("\n")}\n`;
}

function objectLines(schema: JsonSchema, path: string, depth: number): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const at = path === "" ? name : `${path}.${name}`;
    // What most sites write is written, even where some may leave it out.
    const required = (schema.required?.includes(name) ?? false) || at in examples;
    const indent = "  ".repeat(depth);
    const comment = wrap(meaningOf(child), indent);
    if (required) return [...comment, ...requiredLines(name, child, at, depth)];
    return [...comment, `${indent}#: ${name}: ${shownDefault(child)}`];
  });
}

/** A default too long for a line is left to the reference. */
function shownDefault(schema: JsonSchema): string {
  if (schema.default === undefined) return "…";
  const text = JSON.stringify(schema.default);
  return text.length > width ? "… (`campus config reference`)" : text;
}

function requiredLines(name: string, schema: JsonSchema, path: string, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (schema.items && path in { servers: 1, sources: 1, "sources[].branches": 1 }) {
    const item = objectLines(schema.items.oneOf?.[0] ?? schema.items, `${path}[]`, depth + 2);
    return [`${indent}${name}:`, ...withDash(item, depth + 1)];
  }
  if (schema.properties) return [`${indent}${name}:`, ...objectLines(schema, path, depth + 1)];
  return [`${indent}${name}: ${JSON.stringify(examples[path] ?? exampleOf(schema))}`];
}

/** Puts the dash of a list item before its first line that is not a comment. */
function withDash(lines: readonly string[], depth: number): string[] {
  const first = lines.findIndex((line) => !line.trimStart().startsWith("#"));
  return lines.map((line, index) => (index === first ? `${"  ".repeat(depth)}- ${line.trimStart()}` : line));
}

function exampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  return schema.enum?.[0] ?? "";
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + word.length + 3 > width) {
      lines.push(`${indent}# ${line}`);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, `${indent}# ${line}`];
}
