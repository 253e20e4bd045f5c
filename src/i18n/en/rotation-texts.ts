/** English texts of `campus platform rotate-token`. */
import type { rotationTextsFr } from "../fr/rotation-texts.ts";

export const rotationTextsEn = {
  "help.platform.rotate": "replaces, without an interruption, the token by which campus can act as anybody",
  "help.platform.step": "add, use or drop: a single step; needed for machines of their own",
  "help.platform.everybody": "after a leak: ends all sessions of everybody too",
  "help.platform.confirm-everybody": "name of the server that everybody will be signed out of",
  "rotation.did.add": "A second token is ready: the old one still works.",
  "rotation.did.use": "campus uses the new token.",
  "rotation.did.drop": "The old token is taken away.",
  "rotation.did.restarted": "Started again: {name}",
  "rotation.did.proven": "Every process of Synapse answers the token as it should.",
  "rotation.did.signed-out": "What the old token may have opened for the service identities is closed.",
  "rotation.done": "The token is replaced: the old one is refused everywhere.",
  "rotation.next": "This step is done. Next: campus platform rotate-token --step {next}",
  "rotation.waiting":
    "The platform isn't running: the files are ready, and the next start will know only the tokens they name. Run the same command again then; it checks and finishes.",
  "rotation.everybody": "All sessions of {count} {count#account#accounts} are ended: everybody has to sign in again.",
  "rotation.administrators": "To be looked at: administrators of the server that campus didn't make: {names}",
  "rotation.confirm": "everybody would be signed out of {server}; confirm with --confirm {server}: nothing was done",
  "rotation.everybody-last": "--everybody goes with the last step (drop), or without --step: nothing was done",
  "rotation.everybody-elsewhere":
    "{server} runs on machines of its own: after the step drop, run end_sessions.py --everybody {matrix} on Synapse's",
  "rotation.step-needed":
    "this platform runs on machines of its own ({machines}): one step at a time, --step add, then use, then drop; each says what to install before the next",
  "rotation.machine.add":
    "A second token is ready. Bring {folder} to {machine}, then run there: sudo ./install.sh\nWhen it has succeeded: campus platform rotate-token --step use",
  "rotation.machine.use":
    "campus will use the new token. Bring {folder} to {machine}, then run there: sudo ./install.sh\nWhen it has succeeded: campus platform rotate-token --step drop",
  "rotation.machine.drop":
    "The old token is gone from the files. Bring {folder} to {machine}, then run there: sudo ./install.sh\nThe old token is refused from then on. Finally, in the same place: sudo /opt/matrix-campus/synapse/bin/python -I end_sessions.py",
} as const satisfies Readonly<Record<keyof typeof rotationTextsFr, string>>;
