/** Optional fields of records: present only when the source gives a value. */

/** `{...given("mail", text)}` adds the key unless the value is undefined. */
export function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}
