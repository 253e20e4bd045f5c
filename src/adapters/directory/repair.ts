/** Texts whose bytes are not the UTF-8 they should be. */

const strict = new TextDecoder("utf-8", { fatal: true });
/** Windows-1252 holds all of Latin-1's letters, and the quotes and the œ that French systems put in between. */
const latin = new TextDecoder("windows-1252");

/** UTF-8 as it is; anything else read as Latin-1. */
export function repairText(bytes: Uint8Array): { readonly text: string; readonly repaired: boolean } {
  try {
    return { text: strict.decode(bytes), repaired: false };
  } catch {
    return { text: latin.decode(bytes), repaired: true };
  }
}
