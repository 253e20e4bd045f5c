/** The reading of search results, byte by byte if need be. */
import type { Socket } from "node:net";
import fc from "fast-check";
import { Attribute, BerReader, BerWriter, PagedResultsControl, PresenceFilter, SearchRequest } from "ldapts";
import { describe, expect, it } from "vitest";
import type { PagedSearch } from "./search.ts";
import { createPages } from "./search-pages.ts";
import type { Entry } from "./values.ts";

/** A server's message: `write` fills the operation's content. */
function message(id: number, tag: number, write: (writer: BerWriter) => void, cookie?: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  write(writer);
  writer.endSequence();
  if (cookie !== undefined) {
    writer.startSequence(0xa0);
    new PagedResultsControl({ value: { size: 0, cookie: Buffer.from(cookie) } }).write(writer);
    writer.endSequence();
  }
  writer.endSequence();
  return writer.buffer;
}

function entry(id: number, dn: string, attributes: Record<string, (string | Buffer)[]>): Buffer {
  return message(id, 0x64, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [type, values] of Object.entries(attributes)) new Attribute({ type, values: values as string[] }).write(writer);
    writer.endSequence();
  });
}

const done = (id: number, cookie: string, status = 0) =>
  message(
    id,
    0x65,
    (writer) => {
      writer.writeEnumeration(status);
      writer.writeString("");
      writer.writeString("");
    },
    cookie,
  );

function open() {
  const entries: Entry[] = [];
  const sent: Buffer[] = [];
  const socket = { write: (bytes: Buffer) => sent.push(bytes) } as unknown as Socket;
  const refuse = (reason: string, detail: string): never => {
    throw new Error(`${reason} ${detail}`);
  };
  const search: PagedSearch = {
    ...{
      base: "ou=people",
      filter: "(uid=*)",
      attributes: ["sn", "supannRefId"],
      pageSize: 2,
      timeout: 1,
      signal: new AbortController().signal,
    },
    ...{ use: (one: Entry) => entries.push(one), refuse },
  };
  return { pages: createPages(socket, search), entries, sent };
}

const first = 1_000_001;
const answers = Buffer.concat([
  entry(first, "uid=1", { sn: ["Lefèvre"], SUPANNREFID: ["{A}1", "{B}2"] }),
  entry(first, "uid=2", { sn: ["x".repeat(70_000)], supannRefId: [] }),
  done(first, "next"),
  done(first + 1, "empty page"),
  entry(first + 2, "uid=3", { sn: [Buffer.from("Lef\xe8vre", "latin1"), "de\u{fffd}"] }),
  done(first + 2, ""),
]);
const expected = [
  { dn: "uid=1", sn: "Lefèvre", supannRefId: ["{A}1", "{B}2"] },
  { dn: "uid=2", sn: "x".repeat(70_000), supannRefId: undefined },
  { dn: "uid=3", sn: [Uint8Array.from(Buffer.from("Lef\xe8vre", "latin1")), "de\u{fffd}"] },
];

describe("createPages", () => {
  it("gives the same entries however the bytes are cut, and goes on after an empty page", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(answers.length - 1), { maxLength: 30 }), (cuts) => {
        const { pages, entries, sent } = open();
        pages.ask();
        const edges = [0, ...cuts.sort((a, b) => a - b), answers.length];
        const ends = edges.slice(1).map((end, index) => pages.take(answers.subarray(edges[index], end)));
        expect(entries).toEqual(expected);
        expect([pages.count(), sent.length]).toEqual([3, 3]);
        expect(ends.filter(Boolean).length).toBe(1);
      }),
    );
  });

  it("refuses an attribute of which only a part of the values came", () => {
    const { pages } = open();
    pages.ask();
    expect(() => pages.take(entry(first, "cn=tous", { "member;range=0-1499": ["uid=1"] }))).toThrow("range member;range=0-1499");
  });

  it("throws on a size limit, a referral, a notice of disconnection and bytes that are no LDAP", () => {
    const fail = (bytes: Buffer) => () => {
      const { pages } = open();
      pages.ask();
      pages.take(bytes);
    };
    expect(fail(done(first, "", 4))).toThrow(expect.objectContaining({ code: 4 }));
    expect(fail(message(first, 0x73, (writer) => writer.writeString("ldap://other")))).toThrow("referral ldap://other");
    expect(fail(message(0, 0x78, (writer) => writer.writeEnumeration(52)))).toThrow("closed by a notice");
    expect(fail(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))).toThrow("not an LDAP message");
  });

  it("asks page by page, without a size limit or a time limit, for the attributes used only", () => {
    const { pages, sent } = open();
    pages.ask();
    pages.take(done(first, "next"));
    const requests = sent.map((bytes) => {
      const reader = new BerReader(bytes);
      reader.readSequence();
      reader.readInt();
      reader.readSequence();
      const request = new SearchRequest({ messageId: 0, filter: new PresenceFilter({ attribute: "x" }) });
      request.parse(reader, []);
      const paged = request.controls?.find((control) => control instanceof PagedResultsControl);
      return { ...request, size: paged?.value?.size, cookie: String(paged?.value?.cookie) };
    });
    const same = { baseDN: "ou=people", sizeLimit: 0, timeLimit: 0, size: 2, attributes: ["sn", "supannrefid"] };
    expect(requests).toMatchObject([
      { ...same, cookie: "" },
      { ...same, cookie: "next" },
    ]);
  });

  it("ignores answers to older requests", () => {
    const { pages, entries } = open();
    pages.ask();
    expect(pages.take(entry(3, "uid=9", {}))).toBe(false);
    expect(entries).toEqual([]);
  });
});
