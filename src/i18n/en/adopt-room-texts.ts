/** English texts of `campus adopt rooms`. */
import type { adoptRoomTextsFr } from "../fr/adopt-room-texts.ts";

export const adoptRoomTextsEn: Readonly<Record<keyof typeof adoptRoomTextsFr, string>> = {
  "help.adopt.rooms": "lists the rooms and spaces that campus doesn't manage, with proposals; --from decides about many",
  "help.adopt.propose": "lists the proposals (which is also done without any option)",
  "help.adopt.csv": "writes the proposals into a file to review (room;structure;template;…)",
  "help.adopt.from": "adopts the rooms of this reviewed file: all, or none if a line is wrong",
  "help.adopt.room": "decides that an existing room or space is the one of a structure, or of a rule",
  "help.adopt.room.id": "id (!…) or alias (#…) of the room",
  "help.adopt.structure": "code or acronym of the structure, or rule:KEY for a room by rule",
  "help.adopt.template": "template: space, general, annonces, encadrement or one of the site's own",
  "help.adopt.release": "gives an adopted room back to its people: campus forgets it and leaves it as it is",
  "usage.room-adoptions": "unreadable lines in {file}: {lines} (expected: room;structure;template). Nothing was decided",
  "usage.rooms-refused": "nothing was decided:\n{lines}",
  "usage.rooms-repeated": "several places for one room: {names}. Nothing was decided",
  "adopt.rooms.line": "line {line}: ",
  "adopt.rooms.proposed": "{count} {count#proposal#proposals}:",
  "adopt.rooms.others": "{count} {count#other named room or space, unmanaged#other named rooms and spaces, unmanaged}:",
  "adopt.rooms.unnamed": "{count} {count#room without a name, left aside#rooms without a name, left aside} (private conversations mostly).",
  "adopt.rooms.space": "space",
  "adopt.rooms.room": "room",
  "adopt.rooms.same-name": "same name",
  "adopt.rooms.same-alias": "same alias",
  "adopt.rooms.people": "{common} of the {expected} people expected[ and {others} others]",
  "adopt.rooms.ambiguous": "ambiguous: yours to choose",
  "adopt.rooms.written":
    "{count} {count#proposal written#proposals written} to {file}. Review it, remove what is wrong, then: campus adopt rooms --from {file} --why “…”",
  "adopt.rooms.next":
    "To decide: campus adopt room ROOM STRUCTURE TEMPLATE --why “…”, or many at once: campus adopt rooms --csv FILE, review, then --from FILE --why “…”.",
  "adopt.rooms.waits": "The adoption waits for an approval, by two people in a sensitive structure: campus sync --approve-as NAME.",
};
