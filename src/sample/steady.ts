/** The steady state that the presentation's home page shows, counted, with what people made beside the connector. */
import { countFirstSync, type SourceKind } from "./count.ts";
import { scaledCount } from "./draft.ts";
import type { SamplePerson, University } from "./model.ts";
import { closedRoomsOf } from "./prior.ts";
import { isClosed } from "./structures.ts";

export interface SteadyState {
  readonly accounts: { readonly total: number; readonly active: number; readonly disabled: number; readonly pending: number };
  /** `unmanaged`: open spaces that people made ("hors connecteur"). */
  readonly spaces: { readonly total: number; readonly open: number; readonly closed: number; readonly unmanaged: number };
  /** `classic`: open rooms that are neither spaces nor direct chats, managed ones plus free ones that people made. */
  readonly rooms: {
    readonly total: number;
    readonly classic: number;
    readonly managed: number;
    readonly free: number;
    readonly closed: number;
    readonly direct: number;
  };
}

interface Counted {
  readonly active: number;
  readonly pending: number;
  readonly disabled: number;
}

/** Totals of the presentation at 8,886 people: open classic rooms, and rooms in all. */
const classicRooms = 397;
const allRooms = 2745;

/** `living` tells who has an open or leaving account. */
export function steadyStateOf(
  university: University,
  kind: SourceKind,
  people: Counted,
  living: (person: SamplePerson) => boolean,
): SteadyState {
  const sync = countFirstSync(university, kind, living);
  const closed = university.structures.filter((one) => isClosed(one, university.today)).length;
  const unmanaged = scaledCount(university.size, 12);
  const closedRooms = closedRoomsOf(closed);
  const free = Math.max(scaledCount(university.size, 4), scaledCount(university.size, classicRooms) - sync.rooms);
  const direct = Math.max(1, scaledCount(university.size, allRooms - classicRooms) - closedRooms);
  const { active, disabled, pending } = people;
  return {
    accounts: { total: active + disabled, active, disabled, pending },
    spaces: { total: sync.spaces + unmanaged + closed, open: sync.spaces + unmanaged, closed, unmanaged },
    rooms: {
      total: sync.rooms + free + closedRooms + direct,
      classic: sync.rooms + free,
      managed: sync.rooms,
      free,
      closed: closedRooms,
      direct,
    },
  };
}
