/** English sentence of every problem; `{subject}` is always there. */
import type { ProblemCode } from "#core/problem.ts";
import { adoptedRoomsEn } from "./adopted-rooms.ts";
import { undoProblemsEn } from "./undo-texts.ts";

export const problemsEn: Readonly<Record<ProblemCode, string>> = {
  "person-without-id": "Entry {subject} has no immutable id: person ignored.",
  "person-without-login": "{subject} has no login: no account possible.",
  "login-invalid": "The login[ “{login}”] of {subject} holds characters that Matrix refuses: no account possible.",
  "login-shared": "The login[ “{login}”] is held by several people[ ({people})]: none of them is changed.",
  "login-reserved": "The login[ “{login}”] of {subject} is reserved for campus: no account is created.",
  "mail-shared": "The address[ {mail}] is held by several people[ ({people})]: it is written for none.",
  "entries-merged": "{entries} entries carry the id {subject}: they are merged, the active staff entry wins.",
  "composite-unreadable": "A composite value of {subject} can't be read ({attribute}: {text}): it is ignored.",
  "date-unreadable": "A date of {subject} can't be read[ ({text})]: it is ignored.",
  "encoding-repaired": "A text of {subject} was not UTF-8[ ({attribute})][, {rows} {rows#row#rows}]: it was read again as Latin-1.",
  "red-list-unreadable":
    "The value “{subject}” of the red list means neither yes nor no ({people} {people#person#people}): they are taken to be on the red list.",
  "group-cycle": "The group {subject} contains itself through other groups: the loop is cut.",
  "group-too-deep": "The group {subject} contains more than {levels} {levels#level#levels} of groups: those below are not read.",
  "sponsor-unknown": "The sponsor {sponsor} of {subject} is in no source: nobody will be told in their stead.",
  "group-members-unknown":
    "{members} {members#member#members} of the group {subject} {members#is#are} neither a person nor a group read here ({first}, for instance).",
  "row-unusable":
    "{subject}: row can't be used[, column {missing} is empty][, {columns} columns instead of {expected}][; {rows} {rows#row#rows} without a match for {unknown}, the first one: {first}].",
  "status-unreadable": "The account status of {subject} can't be read ({text}): the directory's branch decides.",
  "population-unmapped": "Population “{subject}” is unknown to the configuration ({people} {people#person#people}): it gives no right.",
  "assignment-kind-unmapped": "Assignment kind “{kind}” of {subject} is unknown to the policy: that assignment is ignored.",
  "entry-joins-nobody": "Entry {subject} of source {source} matches nobody known: it is ignored, no person is created.",
  "entry-joins-several": "Entry {subject} of source {source} could be several people: it is merged with none, each keeps their own values.",
  "entries-unlike":
    "Entry {subject} of source {source} bears the id of somebody else (no login, address or name in common): it is ignored. If this source has a numbering of its own, give it an idPrefix.",
  "entries-set-aside": "{count} {count#entry#entries} of source {subject} {count#is#are} ignored in all for this reason[ ({why})].",
  "sources-differ": "The sources disagree on {attribute@attribute} of {subject}: “{value}” is kept (source {source})[; others: {others}].",
  "sources-differ-often": "The sources disagree on {attribute@attribute} for {count} entries in all.",
  "states-differ":
    "The sources disagree on the state of the account of {subject}[; active according to {active}][; to come according to {future}][; leaving according to {leaving}][; disabled according to {disabled}]: source {source} wins.",
  "structure-codes-differ":
    "Structure {subject} has another code in another source[ ({other})]: it is the same one, the first code is kept.",
  "structure-id-shared":
    "Structures {subject} and {other} bear the same id[ ({id})] in two sources and have nothing else in common: they are two structures. If one of the sources has a numbering of its own, give it an idPrefix.",
  "structure-without-code": "Structure {subject} has no code: it is ignored.",
  "structure-duplicate": "Several structures have the code {subject}[ (also: {origin})]: the first one is kept.",
  "structure-parent-unknown": "Structure {subject} has an unknown parent[ ({parent})]: that link is ignored.",
  "structure-cycle": "Structure {subject} is part of a cycle[ (parent {parent})]: that link is ignored.",
  "structure-unknown": "A link of {subject} points to an unknown structure[ ({structure})]: it is ignored.",
  "structure-shrunk": "Structure {subject} fell under the minimum size[ ({size} {size#person#people})]: its space is kept.",
  "successor-unknown":
    "Closed structure {subject} names {successor} as its successor, which the directory does not have: its people are placed nowhere else.",
  "successor-closed":
    "Closed structure {subject} leads to {successor}, which is not open and which nothing succeeds: its people are placed nowhere else.",
  "successor-loop":
    "The successors of closed structure {subject} go round in a loop (back at {successor}): its people are placed nowhere else.",
  "label-shortened": "The label of structure {subject} is longer than 255 characters: it is shortened.",
  "establishment-missing": "No structure is recognised as the establishment: no common space and no inheritance at the top.",
  "establishment-ambiguous": "Several structures may be the establishment[ ({subject})]: give its code in the policy.",
  "function-unmapped": "Function “{subject}” is not in the table of functions: it gives no right.",
  "function-without-successor": "Function {code} of {person} in {subject} ended[ on {day}] without a successor: kept[ until {until}].",
  "member-out-of-reach":
    "{userId} has nothing left that gives {subject}, but is at level {level} there, as high as Agent Smith, who therefore can't take them out: have them leave the room, or lower their own level.",
  "level-by-hand": "In {subject}, {userId} was given level {level} by hand[ (expected: {expected})]: left as it is.",
  "account-taken":
    "The Matrix account[ {userId}] meant for {subject} exists already[ (it serves {people})] without proof that it is theirs: nothing is written.",
  "login-reused":
    "The login[ “{login}”] of {subject} was somebody else's: until the account {userId} is approved, whoever signs in with it enters the former account.",
  "logins-exchanged":
    "{subject} took the login[ “{login}”] that {people} still bears, and the other way round: no link is moved. Remove one of the two external ids by hand, then run again.",
  "merge-circular": "The merge of {subject} into {people} leads back to itself: it is left out. End one of these decisions.",
  "move-impossible":
    "{subject} can't have the Matrix id {userId}: it exists already, or is somebody else's login[ ({people})]. Choose another one with campus identity move.",
  "adoption-impossible":
    "The account {userId} can't be adopted for {subject}: it doesn't exist, is deactivated, or is somebody else's[ ({people})].",
  "mail-taken":
    "The address[ {mail}] of {subject} is still on the account of {people}: it is not moved. It is free once that account has another one or is deactivated.",
  "account-missing": "The Matrix account of {subject}[ ({userId})] no longer exists on the server.",
  "room-without-administrator":
    "Room {subject} exists, but Agent Smith is no longer in it or no longer has level 100, and nobody in it can give that back: campus does nothing there any more. Give him level 100 with an account that has it, or delete the room.",
  "room-drift":
    "In {subject}, somebody changed by hand: {setting@setting}[, found “{found}”][, expected “{expected}”]. Nothing is put back.",
  "room-encrypted": "Room {subject} was encrypted: that can't be undone. Make another room and have its members come, or keep it as it is.",
  "room-replaced":
    "Room {subject} was replaced by {by}: campus still manages the former one. Delete the former one, or remove the replacement.",
  "name-drift": "The name of the account of {subject} was changed by hand[ (found “{found}”, expected “{expected}”)]: it is left so.",
  "room-missing": "Room {subject} no longer exists, or campus is no longer in it.",
  "member-unexpected": "Somebody unexpected is in {subject}[: {userId}].",
  "member-banned": "{userId} was banned from {subject} by a moderator: that decision is respected.",
  "account-deactivated-outside": "The account of {subject} was deactivated outside campus.",
  "account-locked-outside": "The account of {subject} was locked outside campus.",
  "account-erased-returned":
    "{subject} is back, but their account[ {userId}] was erased and stays so: give them a new one with campus identity move.",
  "external-id-drift": "The account of {subject} has unexpected external ids[ ({found}, expected: {expected})].",
  "service-identity-linked":
    "Service identity {subject} bears an external id ({found}): somebody signed in under its name. Remove it, and check that the module of campus is loaded.",
  "mail-drift": "The account of {subject} has another mail address than expected[ ({found}, expected: {expected})].",
  "observed-by-api":
    "Synapse's database ({subject}) could not be read[: {why}]: this pass looked at the server by the API, and compared only some of the external ids and addresses.",
  ...undoProblemsEn,
  paused:
    "Passes are paused ({subject@scope})[ since {day}][, decided by {by}][, until {until}][: {why}]: only emergency locks are applied.",
  "decision-orphaned":
    "The decision ({kind@decision}) of {by} made on {day} is about {subject}, which the directory does not know or no longer knows: it is kept, without effect.",
  ...adoptedRoomsEn,
};
