/** English text of the errors of `campus decide`. */
import type { ErrorCode } from "#core/errors.ts";
import type { ErrorText } from "../tables.ts";

export const decisionErrorsEn: Readonly<Record<Extract<ErrorCode, `decision.${string}`>, ErrorText>> = {
  "decision.no-reason": {
    what: "A decision must say why.",
    notDone: "No decision was recorded.",
    toDo: "Give the reason with --why.",
  },
  "decision.past": {
    what: "The day asked for[ ({day})] is past or missing.",
    notDone: "No decision was recorded.",
    toDo: "Give a day from today on.",
  },
  "decision.empty": {
    what: "This decision decides nothing.",
    notDone: "No decision was recorded.",
    toDo: "Say what is forced or granted; to return to the directory, end it with campus decide end.",
  },
  "decision.unknown-person": {
    what: "{person} is known neither to the directory nor to the ledger.",
    notDone: "No decision was recorded.",
    toDo: "Check the identifier, or wait for the next pass.",
  },
  "decision.unknown-structure": {
    what: "Structure {structure} does not exist in the directory.",
    notDone: "No decision was recorded.",
    toDo: "Check its code.",
  },
  "decision.unknown-room": {
    what: "Room {room} does not exist and no known structure can have it.",
    notDone: "No decision was recorded.",
    toDo: "Check its key (structure:CODE/general).",
  },
  "decision.name-invalid": {
    what: "The display name is empty or longer than {max} characters.",
    notDone: "No decision was recorded.",
    toDo: "Give another name.",
  },
  "decision.mail-invalid": {
    what: "“{mail}” is not a mail address.",
    notDone: "No decision was recorded.",
    toDo: "Correct the address.",
  },
  "decision.mail-taken": {
    what: "The address {mail} is already that of {person}.",
    notDone: "No decision was recorded.",
    toDo: "Give another address, or change that of {person} first.",
  },
  "decision.not-leaving": {
    what: "{person} is not leaving.",
    notDone: "No decision was recorded.",
    toDo: "Look at their situation with campus why.",
  },
  "decision.not-ignorable": {
    what: "Problem {code} cannot be ignored: nothing is written for the people concerned as long as it lasts.",
    notDone: "No decision was recorded.",
    toDo: "Settle it in the source, or decide for each person.",
  },
  "decision.merge-loop": {
    what: "The merge of {person} into {other} would lead back to {person}.",
    notDone: "No decision was recorded.",
    toDo: "End the other merge first: campus identity end {other}.",
  },
  "decision.localpart-invalid": {
    what: "“{name}” can't be a Matrix id.",
    notDone: "No decision was recorded.",
    toDo: "Choose lower case letters without accents, digits, dots, hyphens or underscores.",
  },
  "decision.successor-loop": {
    what: "{structure} and {successor} would succeed each other in a loop.",
    notDone: "No decision was recorded.",
    toDo: "Choose a structure that does not lead to {structure}.",
  },
  "decision.establishment": {
    what: "{structure} is the establishment itself: no decision closes or reopens it.",
    notDone: "No decision was recorded.",
    toDo: "Name a structure of the establishment.",
  },
  "decision.too-many": {
    what: "{count} decisions at once, the limit is {limit}.",
    notDone: "No decision was recorded.",
    toDo: "Split the request.",
  },
  "decision.set-changed": {
    what: "{found} {found#person matches#people match}, and not {expected}.",
    notDone: "No decision was recorded.",
    toDo: "Look at the list again, then give the number again.",
  },
  "decision.preview-changed": {
    what: "What was shown is no longer what would happen[ (new digest: {digest})].",
    notDone: "No decision was recorded.",
    toDo: "Look again with --preview, then confirm.",
  },
  "decision.room-managed": {
    what: "Room {roomId} is managed by campus already, as {room}.",
    notDone: "No decision was recorded.",
    toDo: "If it was adopted for the wrong place, give it back first: campus adopt release {roomId}.",
  },
  "decision.place-taken": {
    what: "{room} has its room already[ ({roomId})], managed by campus or about to be adopted.",
    notDone: "No decision was recorded.",
    toDo: "Choose another place. If that room was adopted by mistake, give it back first: campus adopt release; if it is not adopted yet: campus decide end room-adoption.",
  },
  "decision.place-none": {
    what: "Policy has no room {room}: the structure is closed or outside, or the template or rule is unknown.",
    notDone: "No decision was recorded.",
    toDo: "Check the structure's code and the template (space, general, annonces, encadrement or one of the site's own).",
  },
  "decision.room-not-adopted": {
    what: "{roomId} was not adopted: campus doesn't manage that room, or made it itself.",
    notDone: "No decision was recorded.",
    toDo: "Look at the adoptions with campus decide list --kind room-adoption.",
  },
  "decision.none": {
    what: "No current decision ({kind@decision}) about {subject}.",
    notDone: "Nothing was changed.",
    toDo: "Look at the decisions with campus decide list.",
  },
};
