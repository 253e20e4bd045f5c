/** A small YAML writer: every scalar is written as JSON, so nothing is ever read as another type. */

export type YamlValue = string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Settings with the sentence that explains them, written above as a comment. */
export interface YamlSection {
  readonly comment: string;
  readonly values: { readonly [key: string]: YamlValue };
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Words that YAML 1.1 reads as booleans or null even as keys; some readers take E0 for a number without its first digit. */
const reserved = /^(y|n|yes|no|on|off|true|false|null|~|e\d+)$/i;

function key(name: string): string {
  return plainKey.test(name) && !reserved.test(name) ? name : JSON.stringify(name);
}

function isMap(value: YamlValue): value is { readonly [key: string]: YamlValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: YamlValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function lines(value: YamlValue, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item: YamlValue) => entry("- ", item, indent));
  if (isMap(value)) return Object.entries(value).flatMap(([name, inner]) => entry(`${key(name)}: `, inner, indent));
  return [indent + JSON.stringify(value)];
}

function entry(head: string, value: YamlValue, indent: string): string[] {
  if (typeof value !== "object" || value === null || isEmpty(value)) return [indent + head + JSON.stringify(value)];
  const inner = lines(value, `${indent}  `);
  if (head !== "- ") return [indent + head.trimEnd(), ...inner];
  const first = inner[0] ?? "";
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...inner.slice(1)];
}

/** One YAML document of commented sections; comments may have several lines. */
export function writeYaml(sections: readonly YamlSection[]): string {
  return sections
    .map(({ comment, values }) => {
      const above = comment.split("\n").map((line) => `# ${line}`);
      return `${[...above, ...lines(values, "")].join("\n")}\n`;
    })
    .join("\n");
}
