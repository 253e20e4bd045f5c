/** Optional fields: present only when there is a text. */
export function present<K extends string>(key: K, value: string | null | undefined): { [P in K]?: string } {
  return value === null || value === undefined || value.trim() === "" ? {} : ({ [key]: value } as { [P in K]?: string });
}
