/** Entries as LDIF text (RFC 2849): values that aren't plain ASCII in base64. */

export type LdifEntry = readonly [dn: string, attributes: Readonly<Record<string, string | Uint8Array | readonly (string | Uint8Array)[]>>];

export function renderLdif(entries: readonly LdifEntry[]): string {
  return entries.map(renderEntry).join("\n");
}

function renderEntry([dn, attributes]: LdifEntry): string {
  const lines = [renderLine("dn", dn)];
  for (const [name, values] of Object.entries(attributes)) {
    for (const value of Array.isArray(values) ? values : [values]) lines.push(renderLine(name, value));
  }
  return `${lines.join("\n")}\n`;
}

function renderLine(name: string, value: string | Uint8Array): string {
  if (typeof value === "string" && /^[!-9;=-~][ -~]*$/.test(value) && !value.endsWith(" ")) return `${name}: ${value}`;
  return `${name}:: ${Buffer.from(value as string).toString("base64")}`;
}
