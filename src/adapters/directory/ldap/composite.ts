/** SUPANN's composite values, `[role={SUPANN}D30][type={SUPANN}S203][code=HS_R55]`: keys come in any order. */

const whole = /^\s*(?:\[[^=[\]]+=[^\]]*\]\s*)+$/;
const part = /\[([^=[\]]+)=([^\]]*)\]/g;

/** Keys in lower case to values, both trimmed; the first of a repeated key. null when the text is not made of `[key=value]`. */
export function parseComposite(text: string): ReadonlyMap<string, string> | null {
  if (!whole.test(text)) return null;
  const parts = new Map<string, string>();
  for (const [, key = "", value = ""] of text.matchAll(part)) {
    const name = key.trim().toLowerCase();
    if (!parts.has(name)) parts.set(name, value.trim());
  }
  return parts;
}
