/** English sentence and remedy of everything wrong in a table of workers; the subject is a key of campus.yaml. */
import type { WorkerCode } from "#core/worker-findings.ts";

export const workerFindingsEn: Readonly<Record<WorkerCode, { readonly text: string; readonly remedy: string }>> = {
  "worker-name-twice": {
    text: "Two workers are named {name}: they would share one file, one log and one unit.",
    remedy: "Change {subject} or {other}.",
  },
  "worker-name-taken": {
    text: "A worker cannot be named {name}: Synapse already means something else by it.",
    remedy: "Choose another name in {subject}, such as sync1.",
  },
  "worker-idle": {
    text: "The worker {name} serves, writes and runs nothing: it only uses memory and database connections.",
    remedy: "Give it something to do, or take {subject} out of the table.",
  },
  "worker-word-twice": {
    text: "The worker {name} is given {word} twice.",
    remedy: "Take one out of {subject}.",
  },
  "worker-job-twice": {
    text: "Two workers run {job}, which exactly one process may run.",
    remedy: "Take {job} out of {subject} or {other}.",
  },
  "worker-job-on-main": {
    text: "No worker runs {job}: the main process does, and everything that only it can answer waits meanwhile.",
    remedy: "Add {job} to the `runs` of a worker in {subject}, or leave it so on a small platform.",
  },
  "worker-media-jobs-missing": {
    text: "Workers serve media, but none runs media-jobs: every one of them would delete old files.",
    remedy: "Add media-jobs to {subject}.",
  },
  "worker-media-jobs-elsewhere": {
    text: "The worker {name} runs media-jobs but serves no media: it holds no files to look after.",
    remedy: "Move media-jobs from {subject} to a worker that serves media.",
  },
  "worker-stream-unknown": {
    text: "Synapse {version} cannot give {stream} to a worker and would not start: that came with {since}.",
    remedy: "Take {stream} out of {subject}, or install a later version.",
  },
  "worker-stream-shared": {
    text: "Two workers write {stream}, which has one writer only.",
    remedy: "Take {stream} out of {subject} or {other}.",
  },
  "worker-quarantine-missing": {
    text: "The worker {name} serves media, but does not write quarantined_media_changes: putting a file into quarantine would fail.",
    remedy: "Add quarantined_media_changes to {subject}.",
  },
  "worker-quarantine-elsewhere": {
    text: "The worker {name} writes quarantined_media_changes, but serves no media: nobody asks it to put a file into quarantine.",
    remedy: "Move quarantined_media_changes from {subject} to the workers that serve media; with none, leave it to the main process.",
  },
  "worker-sso-shared": {
    text: "Two workers serve sso: a sign-in begun on one would be lost on the other.",
    remedy: "Leave sso in {subject} or in {other}, not in both.",
  },
  "worker-messages-unbalanced": {
    text: "The worker {name} alone serves the history of all rooms, while others serve the rest.",
    remedy: "Add messages to {subject}: rooms are then shared out.",
  },
  "worker-sender-without-federation": {
    text: "A worker sends to other servers, but federation is closed.",
    remedy: "Take federation-sender out of {subject}, or list the other servers in {other}.",
  },
  "worker-directory-idle": {
    text: "A worker keeps the directory search, but everybody finds everybody: the job is switched off then.",
    remedy: "Take user-directory out of {subject}, or set {other} to false.",
  },
  "worker-connections": {
    text: "PostgreSQL accepts {limit} connections besides its administrator's; {processes} processes of Synapse and campus may open {used}.",
    remedy: "Raise {subject}, lower {other}, or take workers out.",
  },
};
