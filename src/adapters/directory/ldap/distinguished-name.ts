/** Distinguished names compared as servers do, near enough: without case, and with blanks and escapes in one form. */

/** `UID=a\, b , OU=People` → `uid=a\2c b,ou=people`. A member's number after `#` (uniqueMember) is left out. */
export function foldName(name: string): string {
  return name
    .replace(/#'[01]*'B$/, "")
    .replace(/\\([,=+<>#;"\\ ])/g, (_, character: string) => `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .split(",")
    .map((part) =>
      part
        .trim()
        .replace(/\s*=\s*/, "=")
        .replace(/ +/g, " "),
    )
    .join(",")
    .toLowerCase();
}
