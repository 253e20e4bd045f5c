/** Ids of runs and plans: numbers in the database, opaque texts outside. */

/** null for a text that can't be an id of ours. */
export function parseId(text: string): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null;
  const id = Number(text);
  return id <= 2_147_483_647 ? id : null;
}
