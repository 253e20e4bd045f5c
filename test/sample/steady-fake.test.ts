/** The presentation's home page on a server: 8,886 accounts, 162 spaces, 2,745 rooms, read through the real adapter, with nothing to do. */
import { expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { noDecisions } from "#core/decisions.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { freeRoomsOf } from "#sample/free-rooms.ts";
import { generateUniversity } from "#sample/generate.ts";
import { manifestOf } from "#sample/manifest.ts";
import type { University } from "#sample/model.ts";
import { samplePolicy } from "#sample/policy.ts";
import { priorUniversity } from "#sample/prior.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { type FakeRoom, stateKey } from "../fakes/homeserver/model.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { seedFake } from "./seed-fake.ts";

const base = defaultPolicy("campus.test");
const policy: Policy = { ...base, structures: { ...base.structures, ...samplePolicy } };

function plan(university: University, state: State) {
  const directory = mergeReadings([readingAsCsv(university)], policy);
  return makePlan({ server: "test", directory, policy, decisions: noDecisions, ...state, today: university.today, fresh: true });
}

const contentOf = (room: FakeRoom, type: string) => room.state.get(stateKey(type, ""))?.content ?? {};
const isSpace = (room: FakeRoom) => contentOf(room, "m.room.create").type === "m.space";
const isClosed = (room: FakeRoom) => contentOf(room, "m.room.power_levels").events_default === 100;
const isDirect = (room: FakeRoom) => [...room.members.values()].some((event) => event.content.is_direct === true);

/** What a home page would show of the whole server, identities of campus left out. */
function homePage({ model, connector, agentSmith }: FakeHomeserver) {
  const own = new Set([connector, agentSmith].map((one) => `@${one}:campus.test`));
  const accounts = [...model.accounts.values()].filter((one) => !own.has(one.userId));
  const rooms = [...model.rooms.values()];
  const spaces = rooms.filter(isSpace);
  const others = rooms.filter((one) => !isSpace(one));
  const disabled = accounts.filter((one) => one.locked || one.deactivated).length;
  return {
    accounts: { total: accounts.length, active: accounts.length - disabled, disabled },
    spaces: { total: spaces.length, open: spaces.filter((one) => !isClosed(one)).length },
    rooms: { total: others.length, classic: others.filter((one) => !isClosed(one) && !isDirect(one)).length },
  };
}

it("shows the presentation's figures, and the adapter's reading leaves nothing to do", async () => {
  const university = generateUniversity({ size: 8886, seed: 1, day: 0 });
  let state: State = { ledger: emptyLedger, observed: emptyObserved };
  for (const one of [priorUniversity(university), university]) state = applyPlan(state, plan(one, state), true);
  const fake = await openFakeHomeserver({ serverName: "campus.test", ...policy.identities });
  const homeserver = openHomeserver({ ...fake, ...policy.identities });
  try {
    seedFake(fake, state, freeRoomsOf(university, manifestOf(university).steadyState.csv));
    expect(homePage(fake)).toEqual({
      accounts: { total: 8886, active: 6853, disabled: 2033 },
      spaces: { total: 162, open: 138 },
      rooms: { total: 2745, classic: 397 },
    });
    const wanted = [...state.ledger.rooms.values()].map(({ key, roomId }) => ({ key, roomId }));
    const rooms = await homeserver.reader.rooms(wanted, (key) => state.ledger.grants.get(key)?.keys() ?? []);
    const observed = { accounts: await homeserver.reader.accounts(), rooms };
    expect(rooms.size).toBe(wanted.length);
    expect(plan(university, { ...state, observed }).changes).toEqual([]);
  } finally {
    await homeserver.close();
    await fake.close();
  }
}, 60_000);
