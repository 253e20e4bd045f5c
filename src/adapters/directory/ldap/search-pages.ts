/** The protocol of a paged search (RFC 2696): requests out, bytes in, entries handed over. */
import type { Socket } from "node:net";
import { BerReader, FilterParser, PagedResultsControl, SearchRequest, SearchResponse, StatusCodeParser } from "ldapts";
import { Cursor, messageLength, opDone, opEntry, opReference, readEntry } from "./ber.ts";
import type { PagedSearch } from "./search.ts";

export interface Pages {
  /** Sends the request for the first page. */
  ask(): void;
  /** Takes received bytes; true after the last page. Throws on any result but success. */
  take(chunk: Buffer): boolean;
  count(): number;
}

/** Far above the numbers that ldapts used on this connection for STARTTLS, bind and schema. */
const firstMessageId = 1_000_000;
/** Notice of disconnection and the like (RFC 4511 §4.4). */
const unsolicited = 0;

export function createPages(socket: Socket, search: PagedSearch): Pages {
  const filter = FilterParser.parseString(search.filter);
  const spell = createSpelling(search.attributes, (name) => search.refuse("range", name));
  let id = firstMessageId;
  let count = 0;
  let rest: Buffer = Buffer.alloc(0);

  function ask(cookie: Buffer | undefined): void {
    id += 1;
    const paged = new PagedResultsControl({ value: { size: search.pageSize, ...(cookie === undefined ? {} : { cookie }) } });
    const { base: baseDN, attributes } = search;
    // No size limit: ldapts and servers cut the answer to it silently. No time limit: ldapts's default is 10 s.
    const request = new SearchRequest({
      messageId: id,
      baseDN,
      scope: "sub",
      filter,
      attributes: [...attributes],
      timeLimit: 0,
      controls: [paged],
    });
    socket.write(request.write());
  }

  /** True when this message ended the search. */
  function takeMessage(bytes: Buffer, start: number, end: number): boolean {
    const cursor = new Cursor(bytes, start);
    cursor.open();
    const message = cursor.int();
    if (message === unsolicited) throw new Error("Connection closed by a notice of the server");
    if (message !== id) return false;
    switch (cursor.peek()) {
      case opEntry:
        count += 1;
        search.use(readEntry(cursor, spell));
        return false;
      case opReference:
        cursor.open();
        return search.refuse("referral", String(cursor.text()));
      case opDone:
        return finishPage(bytes.subarray(start, end));
      default:
        return false;
    }
  }

  function finishPage(message: Buffer): boolean {
    const cookie = readDone(message, id);
    if (cookie !== null) ask(cookie);
    return cookie === null;
  }

  return {
    ask: () => ask(undefined),
    take(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      for (let length = messageLength(bytes, at); length > 0; length = messageLength(bytes, at)) {
        const done = takeMessage(bytes, at, at + length);
        if (done) return true;
        at += length;
      }
      rest = bytes.subarray(at);
      return false;
    },
    count: () => count,
  };
}

/** Cookie of the next page, null after the last one; throws ldapts's error of the result code. */
function readDone(message: Buffer, messageId: number): Buffer | null {
  const reader = new BerReader(message);
  reader.readSequence();
  reader.readInt();
  reader.readSequence();
  const response = new SearchResponse({ messageId });
  response.parse(reader, []);
  if (response.status !== 0) throw StatusCodeParser.parse(response);
  const paged = response.controls?.find((control) => control instanceof PagedResultsControl);
  const cookie = paged?.value?.cookie;
  return cookie === undefined || cookie.length === 0 ? null : Buffer.from(cookie);
}

/** Servers write attributes in their schema's case: entries are keyed by the spelling asked for. */
function createSpelling(attributes: readonly string[], partial: (name: string) => never): (name: string) => string {
  const spellings = new Map(attributes.map((attribute) => [attribute.toLowerCase(), attribute]));
  const known = new Map<string, string>();
  return (name) => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    // Some servers give the first thousands of values only, and say so here: `member;range=0-1499`.
    if (/;range=/i.test(name)) partial(name);
    const bare = name.split(";")[0] ?? name;
    const spelling = spellings.get(bare.toLowerCase()) ?? bare;
    known.set(name, spelling);
    return spelling;
  };
}
