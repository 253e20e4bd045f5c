/** English text of guards and of kinds of change. */
import type { ChangeTexts, GuardTexts } from "../tables.ts";
import { wordsEn } from "./words.ts";

const name = wordsEn.guard;

export const guardsEn: GuardTexts = {
  exits: { name: name.exits, held: "{value} {value#exit#exits} within an hour, this pass included, the limit is {limit}." },
  "exits-week": { name: name["exits-week"], held: "{value} {value#exit#exits} over 7 days, the limit is {limit}." },
  closings: { name: name.closings, held: "{value} {value#structure#structures} would close, the limit is {limit}." },
  removals: { name: name.removals, held: "{value} {value#membership#memberships} removed, the limit is {limit}." },
  "removals-week": {
    name: name["removals-week"],
    held: "{value} {value#membership#memberships} removed over 7 days, the limit is {limit}.",
  },
  "structure-loss": { name: name["structure-loss"], held: "[{subject} would lose ]{value} {value#member#members}, the limit is {limit}." },
  promotions: { name: name.promotions, held: "{value} new {value#right#rights} of a head, the limit is {limit}." },
  demotions: { name: name.demotions, held: "{value} {value#right#rights} of a head taken back, the limit is {limit}." },
  "closings-week": { name: name["closings-week"], held: "{value} {value#structure#structures} closed over 7 days, the limit is {limit}." },
  "structure-loss-week": {
    name: name["structure-loss-week"],
    held: "[{subject} would lose ]{value} {value#member#members} over 7 days, the limit is {limit}.",
  },
  "promotions-week": {
    name: name["promotions-week"],
    held: "{value} new {value#right#rights} of a head over 7 days, the limit is {limit}.",
  },
  "demotions-week": {
    name: name["demotions-week"],
    held: "{value} {value#right#rights} of a head taken back over 7 days, the limit is {limit}.",
  },
  "growth-week": { name: name["growth-week"], held: "{value} {value#account#accounts} created over 7 days, the limit is {limit}." },
  "renames-week": { name: name["renames-week"], held: "{value} {value#rename#renames} over 7 days, the limit is {limit}." },
  "mails-week": { name: name["mails-week"], held: "{value} mail {value#change#changes} over 7 days, the limit is {limit}." },
  "red-list-week": {
    name: name["red-list-week"],
    held: "{value} {value#person#people} off the red list over 7 days, the limit is {limit}.",
  },
  "sensitive-promotions": {
    name: name["sensitive-promotions"],
    held: "{value} new {value#right#rights} by function in a sensitive structure: always to be approved.",
  },
  growth: { name: name.growth, held: "{value} {value#account#accounts} to create, the limit is {limit}." },
  renames: { name: name.renames, held: "{value} {value#rename#renames}, the limit is {limit}." },
  mails: { name: name.mails, held: "{value} mail {value#change#changes}, the limit is {limit}." },
  "red-list": {
    name: name["red-list"],
    held: "{value} {value#person comes#people come} off the red list, the limit is {limit}: their addresses and new rooms wait too.",
  },
  "external-ids": { name: name["external-ids"], held: "{value} external id {value#change#changes}, the limit is {limit}." },
  erasure: {
    name: name.erasure,
    held: "{value} {value#account#accounts} to erase at somebody's request: nothing can be taken back, two people approve.",
  },
  adoption: {
    name: name.adoption,
    held: "{value} {value#room adopted or made again#rooms adopted or made again}: whoever joins reads what was said there, which can't be undone. Always to be approved.",
  },
  "sensitive-adoption": {
    name: name["sensitive-adoption"],
    held: "{value} {value#room adopted#rooms adopted} in a sensitive structure: always to be approved, by two people.",
  },
  identity: { name: name.identity, held: "{value} identity {value#link#links}: always to be approved, by two people." },
  "source-shrunk": {
    name: name["source-shrunk"],
    held: "[Source {subject} gives ]{value} {value#person or structure#people or structures} fewer than its last good read, the limit is {limit}: whatever takes something away waits.",
  },
  "source-missing": {
    name: name["source-missing"],
    held: "[Source {subject} could not be read: ]nothing that it alone gives is taken back, whatever takes away or depends on it waits.",
  },
  "first-run": { name: name["first-run"], held: "First run on this server: all {value} {value#change#changes} wait for an approval." },
  pause: {
    name: name.pause,
    held: "Pause[ ({subject})]: {value} {value#change waits#changes wait} for its end; no approval releases any.",
  },
  rejected: {
    name: name.rejected,
    held: "{value} {value#change#changes} that somebody refused to apply: campus hold list says who and why.",
  },
  undone: {
    name: name.undone,
    held: "{value} {value#change#changes} of a run that was undone: nothing is done again without an approval.",
  },
};

export const changesEn: ChangeTexts = {
  "space.create": { single: "space to create", many: "spaces to create", one: "Create space “{name}”" },
  "room.create": { single: "room to create", many: "rooms to create", one: "Create room “{name}”" },
  "room.restore": {
    single: "room setting to put back",
    many: "room settings to put back",
    one: "Put back in {room}: {setting@setting}[, “{before}”][ → “{after}”]",
  },
  "room.rename": { single: "room to rename", many: "rooms to rename", one: "Rename “{before}” to “{after}”" },
  "room.rekey": { single: "room whose code changes", many: "rooms whose code changes", one: "Move {before} to the new code {room}" },
  "room.regain": { single: "room to take back in hand", many: "rooms to take back in hand", one: "Give {room} back to Agent Smith" },
  "room.adopt": { single: "room to adopt", many: "rooms to adopt", one: "Adopt “{before}” ({roomId}) as {room}" },
  "room.release": {
    single: "room to manage no longer",
    many: "rooms to manage no longer",
    one: "Manage {room} ({roomId}) no longer, left as it is",
  },
  "child.set": { single: "child to set in a space", many: "children to set in a space", one: "Put {child} into {space}" },
  "child.remove": {
    single: "child to take out of a space",
    many: "children to take out of a space",
    one: "Take[ {child}] out of space {space}",
  },
  "room.close": { single: "room to close", many: "rooms to close", one: "Close “{before}”" },
  "room.reopen": { single: "room to reopen", many: "rooms to reopen", one: "Reopen “{before}”" },
  "account.create": { single: "account to create", many: "accounts to create", one: "Create the account of {name} ({userId})" },
  "account.adopt": { single: "account to adopt", many: "accounts to adopt", one: "Adopt the account of {name} ({userId})" },
  "account.rename": {
    single: "display name to change",
    many: "display names to change",
    one: "Rename {userId}: “{before}” becomes “{after}”",
  },
  "account.mail": {
    single: "mail address to change",
    many: "mail addresses to change",
    one: "Change the mail of {userId}[: {before}][ → {after}]",
  },
  "account.listing": {
    single: "account to hide or show in the search",
    many: "accounts to hide or show in the search",
    one: "{userId} {after@listing} by the search for people",
  },
  "identity.link": {
    single: "identity to link",
    many: "identities to link",
    one: "Sign-in of {userId}: [login {after}][ (before: {before})]",
  },
  "identity.merge": { single: "identity to merge", many: "identities to merge", one: "Merge into {person}: {people}" },
  "account.leaving": { single: "account set to leave", many: "accounts set to leave", one: "Set {userId} to leave[, due on {due}]" },
  "account.stay": { single: "leaving cancelled", many: "leavings cancelled", one: "Cancel the leaving of {userId}" },
  "account.lock": { single: "account to lock", many: "accounts to lock", one: "Lock {userId} (reversible)" },
  "account.unlock": { single: "account to unlock", many: "accounts to unlock", one: "Unlock {userId}" },
  "account.deactivate": { single: "account to deactivate", many: "accounts to deactivate", one: "Deactivate {userId} for good" },
  "account.reactivate": { single: "account to reactivate", many: "accounts to reactivate", one: "Reactivate {userId}" },
  "account.erase": { single: "account to erase", many: "accounts to erase", one: "Erase {userId}" },
  "member.join": { single: "person entering a room", many: "people entering a room", one: "Bring {userId} into {room}" },
  "member.invite": { single: "invitation to send", many: "invitations to send", one: "Invite {userId} to {room}" },
  "member.remove": { single: "person taken out of a room", many: "people taken out of a room", one: "Take {userId} out of {room}" },
  "member.name": { single: "name in a room", many: "names in a room", one: "In {room}, {userId} is called “{after}”" },
  "level.set": { single: "level to change", many: "levels to change", one: "Level of {userId} in {room}: {before} → {after}" },
};
