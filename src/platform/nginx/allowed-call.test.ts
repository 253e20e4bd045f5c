/** The pattern of a call matches what the adapter writes, and nothing near it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpoints, fillPath } from "#adapters/matrix/endpoints.ts";
import { type AllowedCall, callPattern } from "./allowed-call.ts";

const site = { serverName: "univ-demo.example:8448", identities: { connector: "c+", agentSmith: "agent.smith+" } };
const matches = (call: AllowedCall, request: string) => new RegExp(callPattern(call, site)).test(request);
const join: AllowedCall = { method: "POST", path: "/c/rooms/{room}/join", speaker: "person", query: ["via"] };
const start = "POST /c/rooms/!a%3Ab/join";
const person = "user_id=%40a%2Fb%3Auniv-demo.example%3A8448";

describe("callPattern", () => {
  it("takes every call of the table with any names the server may have", () => {
    const localpart = fc.stringMatching(/^[a-z0-9._=/+-]{1,20}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(endpoints)),
        localpart,
        fc.string({ unit: "grapheme", minLength: 1 }),
        (endpoint: AllowedCall, local, text) => {
          const user = `@${local}:${site.serverName}`;
          const key = text === "." || text === ".." ? "x" : text.replace(/[\p{Cc}\p{Cs}]/gu, "") || "x";
          const path = {
            room: "!aZ9-_:univ-demo.example",
            alias: `#str-${local.replaceAll("/", "_")}:x`,
            user,
            type: "m.room.member",
            transaction: "campus-prod-12",
          };
          const speakers = { connector: null, "agent-smith": `@agent.smith+:${site.serverName}`, person: user };
          const query = (endpoint.query ?? []).map((name) => `${name}=${encodeURIComponent(key)}`);
          const speaker = speakers[endpoint.speaker];
          if (speaker !== null) query.push(`user_id=${encodeURIComponent(speaker)}`);
          const target = `${fillPath(endpoint.path, { ...path, key, externalId: key, address: key, provider: "cas" })}${query.length === 0 ? "" : `?${query.join("&")}`}`;
          expect(matches(endpoint, `${endpoint.method} ${target}`), target).toBe(true);
        },
      ),
    );
  });

  it.each([
    ["as it is", `${start}?${person}`, true],
    ["with a known name, in any order", `${start}?via=x&${person}`, true],
    ["names the other way round", `${start}?${person}&via=x`, true],
    ["nobody spoken for", start, false],
    ["nobody spoken for, with a query", `${start}?via=x`, false],
    ["a person of another server", `${start}?user_id=%40a%3Aother.example`, false],
    ["a person of a longer server name", `${start}?user_id=%40a%3Auniv-demo.example%3A84489`, false],
    ["a name written otherwise", `${start}?user_id=@a:univ-demo.example:8448`, false],
    ["twice", `${start}?${person}&${person}`, false],
    ["an encoded name", `${start}?${person}&user%5Fid=x`, false],
    ["an unknown name", `${start}?${person}&ts=1`, false],
    ["a name in other letters", `${start}?${person}&USER_ID=x`, false],
    ["something after", `${start}?${person}&`, false],
    ["a semicolon", `${start}?${person};user_id=x`, false],
    ["a fragment", `${start}?${person}#x`, false],
    ["another method", `${start.replace("POST", "PUT")}?${person}`, false],
    ["a longer method", `X${start}?${person}`, false],
    ["a longer path", `${start}/t1?${person}`, false],
    ["a path before", `${start.replace("/c/", "/x/c/")}?${person}`, false],
    ["an encoded slash", `${start.replace("!a%3Ab", "!a%2F..%3Ab")}?${person}`, false],
    ["a control character", `${start.replace("!a%3Ab", "!a%0A%3Ab")}?${person}`, false],
    ["no room", `${start.replace("!a%3Ab", "")}?${person}`, false],
  ])("%s", (_name, request, expected) => {
    expect(matches(join, request)).toBe(expected);
  });
});
