/** Text made safe in HTML and, at once, in a Jinja template: what a site writes about itself is never a tag nor an expression. */

const special = /[&<>"'{}%#]/g;

/** Numeric references, which both attributes and text take. */
export function escapeText(text: string): string {
  return text.replace(special, (sign) => `&#${sign.charCodeAt(0)};`);
}
