/** What the fake homeserver remembers: accounts, rooms with their state and members, aliases. */

export interface FakeAccount {
  readonly userId: string;
  displayName: string | null;
  admin: boolean;
  locked: boolean;
  deactivated: boolean;
  erased: boolean;
  userType: string | null;
  hasPassword: boolean;
  externalIds: { auth_provider: string; external_id: string }[];
  threepids: { medium: string; address: string }[];
}

export interface FakeEvent {
  readonly type: string;
  readonly key: string;
  readonly sender: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly eventId: string;
}

export interface FakeRoom {
  readonly roomId: string;
  readonly creator: string;
  /** Current state, members apart. */
  readonly state: Map<string, FakeEvent>;
  /** Last membership event of each user. */
  readonly members: Map<string, FakeEvent>;
  readonly joined: Set<string>;
}

export interface FakeModel {
  readonly serverName: string;
  readonly accounts: Map<string, FakeAccount>;
  readonly rooms: Map<string, FakeRoom>;
  readonly aliases: Map<string, { readonly roomId: string; readonly creator: string }>;
  /** Who has an external id or an address: unique on the server. */
  readonly holders: Map<string, string>;
  /** Rooms each user is joined to. */
  readonly joinedRooms: Map<string, Set<string>>;
  /** Events written so far, memberships included. */
  events: number;
  /** Propagations that a written display name schedules, changed or not (Synapse ≥ 1.150). */
  nameTasks: number;
}

/** Refusal of a route: the JSON error that Synapse would answer. */
export class FakeRefusal extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, text: string) {
    super(text);
    this.status = status;
    this.errcode = errcode;
  }
}

export function createModel(serverName: string): FakeModel {
  return {
    serverName,
    accounts: new Map(),
    rooms: new Map(),
    aliases: new Map(),
    holders: new Map(),
    joinedRooms: new Map(),
    events: 0,
    nameTasks: 0,
  };
}

export function addAccount(model: FakeModel, userId: string, displayName: string | null): FakeAccount {
  const account: FakeAccount = {
    userId,
    displayName,
    admin: false,
    locked: false,
    deactivated: false,
    erased: false,
    userType: null,
    hasPassword: false,
    externalIds: [],
    threepids: [],
  };
  model.accounts.set(userId, account);
  return account;
}

export const stateKey = (type: string, key: string): string => `${type}\0${key}`;

export function setState(model: FakeModel, room: FakeRoom, event: Omit<FakeEvent, "eventId">): FakeEvent {
  const written = { ...event, eventId: nextEventId(model) };
  room.state.set(stateKey(event.type, event.key), written);
  return written;
}

export function setMembership(model: FakeModel, room: FakeRoom, change: Omit<FakeEvent, "eventId" | "type">): FakeEvent {
  const event = { ...change, type: "m.room.member", eventId: nextEventId(model) };
  room.members.set(change.key, event);
  const rooms = model.joinedRooms.get(change.key) ?? new Set();
  if (change.content.membership === "join") {
    room.joined.add(change.key);
    model.joinedRooms.set(change.key, rooms.add(room.roomId));
  } else {
    room.joined.delete(change.key);
    rooms.delete(room.roomId);
  }
  return event;
}

export function nextEventId(model: FakeModel): string {
  model.events += 1;
  return `$event${model.events}`;
}

export const membershipIn = (room: FakeRoom, user: string): string | null => {
  const event = room.members.get(user);
  return event ? String(event.content.membership) : null;
};
