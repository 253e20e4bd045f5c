/** Just enough of BER (X.690) and of LDAP messages (RFC 4511) to read search results fast; ldapts does everything else. */
import type { Entry, Values } from "./values.ts";

export const opEntry = 0x64;
export const opDone = 0x65;
export const opReference = 0x73;

/** The bytes at hand end before the message does. */
const cut = -1;

/** Total length in bytes of the message that starts at `at`, -1 when more bytes are needed to know it or to have it whole. */
export function messageLength(bytes: Buffer, at: number): number {
  if (bytes.length - at < 2) return cut;
  if (bytes[at] !== 0x30) throw new Error("not an LDAP message");
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return first + 2 <= bytes.length - at ? first + 2 : cut;
  const size = first & 0x7f;
  if (size === 0 || size > 4) throw new Error("not an LDAP message");
  if (bytes.length - at < 2 + size) return cut;
  const total = bytes.readUIntBE(at + 2, size) + 2 + size;
  return total <= bytes.length - at ? total : cut;
}

/** Walks over the elements of one message, which is known to be whole. */
export class Cursor {
  readonly #bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Tag of the next element, unread. */
  peek(): number {
    return this.#bytes[this.at] ?? 0;
  }

  /** Enters or skips past the next element's tag and length; answers where its content ends. */
  open(): number {
    const bytes = this.#bytes;
    let length = bytes[this.at + 1] ?? 0;
    this.at += 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      length = bytes.readUIntBE(this.at, size);
      this.at += size;
    }
    return this.at + length;
  }

  int(): number {
    const end = this.open();
    const value = this.#bytes.readIntBE(this.at, end - this.at);
    this.at = end;
    return value;
  }

  /** Text in UTF-8; the bytes themselves when they are something else. */
  text(): string | Uint8Array {
    const end = this.open();
    const start = this.at;
    this.at = end;
    const text = this.#bytes.toString("utf8", start, end);
    return text.includes("\ufffd") ? keepBytes(this.#bytes, start, end, text) : text;
  }

  /** Text that can only be ASCII: names of attributes. */
  name(): string {
    const end = this.open();
    const name = this.#bytes.toString("latin1", this.at, end);
    this.at = end;
    return name;
  }
}

/** A replacement character may be in the data itself. */
function keepBytes(bytes: Buffer, start: number, end: number, text: string): string | Uint8Array {
  const part = bytes.subarray(start, end);
  return Buffer.from(text, "utf8").equals(part) ? text : Uint8Array.from(part);
}

/** A SearchResultEntry. `spell` gives an attribute the name it was asked under, whatever the server's case. */
export function readEntry(cursor: Cursor, spell: (name: string) => string): Entry {
  cursor.open();
  const dn = cursor.text();
  const entry: Record<string, Values> & { dn: string } = { dn: typeof dn === "string" ? dn : Buffer.from(dn).toString("latin1") };
  const end = cursor.open();
  while (cursor.at < end) {
    cursor.open();
    const name = spell(cursor.name());
    entry[name] = readValues(cursor);
  }
  return entry;
}

function readValues(cursor: Cursor): Values {
  const end = cursor.open();
  if (cursor.at >= end) return undefined;
  const first = cursor.text();
  if (cursor.at >= end) return first;
  const values = [first];
  while (cursor.at < end) values.push(cursor.text());
  return values;
}
