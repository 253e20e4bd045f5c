/** Writes unit files of systemd: sections of `Key=value` lines, a key repeated for each value of a list. */

export type UnitValue = string | number | boolean | readonly (string | number)[];
export type UnitSection = Readonly<Record<string, UnitValue>>;

/** One file; sections in the order given. Values are written as they are: escape `%` where a name may hold one. */
export function writeUnit(comment: string, sections: Readonly<Record<string, UnitSection>>): string {
  const blocks = Object.entries(sections).map(([name, section]) => `[${name}]\n${Object.entries(section).flatMap(lines).join("\n")}\n`);
  return `# ${comment}\n# Rendered by campus: edits are lost at the next installation; use systemctl edit.\n\n${blocks.join("\n")}`;
}

function lines([key, value]: readonly [string, UnitValue]): string[] {
  const values: readonly (string | number | boolean)[] = typeof value === "object" ? value : [value];
  return values.map((one) => `${key}=${one === true ? "yes" : one === false ? "no" : one}`);
}
