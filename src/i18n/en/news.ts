/** English text of the news that operators and people get. */
import type { NewsTexts } from "../tables.ts";

export const newsEn: NewsTexts = {
  "plan-held": {
    subject: "[{server}] {count} {count#change waits#changes wait} for a decision",
    text: "Plan {plan} holds {count} {count#change#changes} (guards: {guards}).\nNothing is taken away while nobody has decided; arrivals go on.\nTo look and decide: campus hold list --server {server}",
  },
  "hold-reminder": {
    subject: "[{server}] Reminder: {count} {count#change has#changes have} waited for {days} {days#day#days}",
    text: "Plan {plan} still holds {count} {count#change#changes} (guards: {guards}).\nWithout a decision it expires in {left} {left#day#days}, and nothing will have been taken away.\nTo look and decide: campus hold list --server {server}",
  },
  "hold-expired": {
    subject: "[{server}] No decision in 7 days: nothing was taken away",
    text: "What the guards held ({guards}) was neither approved nor rejected in 7 days: older approvals are void, and plan {plan} asks again ({count} {count#change#changes}).\nTo look and decide: campus hold list --server {server}",
  },
  "run-failing": {
    subject: "[{server}] {count} failed {count#pass#passes} in a row",
    text: "The last pass stopped at error {error}. Nothing new is done on the server while this lasts.\nTo understand: campus doctor --server {server}",
  },
  "source-unreadable": {
    subject: "[{server}] Source {source} can't be read",
    text: "The pass stopped at error {error}: no plan was made, and nothing changed on the server.\nTo understand: campus doctor --server {server}",
  },
  "identity-change": {
    subject: "[{server}] An identity moves: {userId}",
    text: "The sign-in id of {userId} would go from {before} to {after}. Two people must approve it, neither who asked nor whom it is about.\nTo look and decide: campus hold show --guard identity --server {server}",
  },
  "emergency-lock": {
    subject: "[{server}] Emergency lock of {userId}",
    text: "{by} locked {userId}: {reason}\nThe account stays locked until: campus unlock {person} --server {server}",
  },
  "emergency-unlock": {
    subject: "[{server}] End of the emergency lock of {userId}",
    text: "{by} lifted the lock of {userId}: {reason}",
  },
  departure: {
    subject: "The Matrix account of {name} ends on {day}",
    text: "The Matrix account of {name} ({userId}) will be deactivated on {day}, in {days} {days#day#days} at most: the information system announces an end.\nIf this is a mistake, tell your IT department now: the announcement can be cancelled or moved.",
  },
};
