/** "Pourquoi ?" finds people and rooms by any of their names, from fresh readings or from the last ones. */
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { explainPerson, type Question } from "#engine/explain-person.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

async function campus() {
  const store = openMemoryStore();
  const homeserver = openFakeMatrix();
  const deps = depsOf({ homeserver, store, reading: () => university(25) });
  await syncPass(deps, { by: "root", approve: approveAll });
  const why = (question: Partial<Question>) => explainPerson(deps, { person: "00006", room: null, last: false, ...question });
  return { deps, why, homeserver };
}

describe("why", () => {
  it.each(["00006", "agent00006", "AGENT00006", "@agent00006:campus.test"])("finds the person as %s", async (person) => {
    const { why } = await campus();
    expect(await why({ person })).toMatchObject({ found: true, person: "00006", explanation: { verdict: "in" } });
  });

  it.each(["rule:etat-du-si", "État du SI"])("finds the room across structures as %s", async (room) => {
    const { why } = await campus();
    expect(await why({ room })).toMatchObject({ found: true, room: "rule:etat-du-si", explanation: { verdict: "in" } });
  });

  it.each(["structure:LAB2/general", "LAB2/general", "Général – LAB2"])("finds the room as %s", async (room) => {
    const { why } = await campus();
    expect(await why({ room })).toMatchObject({ found: true, room: "structure:LAB2/general", explanation: { verdict: "in" } });
  });

  it("answers for a room of another structure, and for one that doesn't exist yet", async () => {
    const { why } = await campus();
    expect(await why({ room: "LAB1" })).toMatchObject({ found: true, explanation: { verdict: "out" } });
    expect(await why({ room: "LAB1/encadrement" })).toMatchObject({ found: true, explanation: { verdict: "out" } });
  });

  it("says whom or what it does not know", async () => {
    const { why } = await campus();
    expect(await why({ person: "personne" })).toEqual({ found: false, unknown: "person" });
    expect(await why({ room: "NULLE_PART" })).toEqual({ found: false, unknown: "room" });
  });

  it("answers from the last reading when the sources can't be read", async () => {
    const { deps } = await campus();
    const broken = { ...deps, sources: [{ name: "si", read: () => Promise.reject(new AppError("source.unreachable", {})) }] };
    const question = { person: "00006", room: null, last: true };
    expect(await explainPerson(broken, question)).toMatchObject({ found: true, explanation: { verdict: "in" } });
    await expect(explainPerson(broken, { ...question, last: false })).rejects.toMatchObject({ code: "source.unreachable" });
  });

  it("writes nothing", async () => {
    const { why, homeserver } = await campus();
    const written = homeserver.written.length;
    await why({ room: "LAB2" });
    expect(homeserver.written.length).toBe(written);
  });
});
