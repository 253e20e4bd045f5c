/** Examines facts about a platform: pure, one small function per check, each with the rule it guards. */
import type { Finding } from "#core/finding.ts";

export interface SecretFact {
  readonly path: string;
  readonly kind: "file" | "folder";
  /** Permission bits, e.g. 0o600; null when it doesn't exist. */
  readonly mode: number | null;
}

/** What a running server answers to anybody, and to the app service. */
export interface ServerFacts {
  readonly version: string | null;
  readonly loginFlows: readonly string[];
  readonly registrationOpen: boolean;
  /** The registration secret still opens the way to new administrators. */
  readonly bootstrapOpen: boolean;
  readonly federationAnswers: boolean;
  readonly defaultRoomVersion: string | null;
  readonly listedRooms: readonly { readonly roomId: string; readonly name: string }[];
  readonly relays: readonly string[];
}

/** Why nothing is known of the server: it should answer and doesn't, was stopped, never started, or runs on machines of its own. */
export type Absence = "silent" | "stopped" | "new" | "elsewhere";

export interface PlatformFacts {
  readonly serverName: string;
  readonly profile: "demo" | "lab" | "production";
  /** Version the platform was rendered for; null for a server that campus does not host. */
  readonly renderedVersion: string | null;
  readonly roomVersion: string;
  readonly secrets: readonly SecretFact[];
  readonly server: ServerFacts | Absence;
  /** What the description says: other servers are never answered, nobody calls. */
  readonly isFederationClosed: boolean;
  readonly areCallsOff: boolean;
  /** Managed rooms, with the join rule they have or shall have. */
  readonly managedRooms: readonly { readonly roomId: string; readonly name: string; readonly isPublic: boolean }[];
}

type ServerCheck = (facts: PlatformFacts, server: ServerFacts) => readonly Finding[];

const octal = (mode: number): string => `0${(mode & 0o777).toString(8)}`;

/** Secrets are files 0600, their folders closed to others (docs/RULES.md §12.14). */
function secretFiles({ secrets }: PlatformFacts): readonly Finding[] {
  return secrets.flatMap(({ path, kind, mode }): Finding[] => {
    const base = { check: "secrets", subject: path };
    if (mode === null) return [{ ...base, severity: "error", code: "secret-missing", params: { file: path } }];
    if (kind === "folder")
      return (mode & 0o022) === 0 ? [] : [{ ...base, severity: "error", code: "folder-open", params: { folder: path, mode: octal(mode) } }];
    if ((mode & 0o077) === 0) return [];
    return [
      { ...base, severity: (mode & 0o007) === 0 ? "warning" : "error", code: "secret-readable", params: { file: path, mode: octal(mode) } },
    ];
  });
}

/** A server rendered for one version may refuse to start, or mean something else, on another. */
const version: ServerCheck = ({ serverName, renderedVersion }, server) =>
  renderedVersion === null || server.version === null || server.version === renderedVersion
    ? []
    : [
        {
          check: "version",
          severity: "warning",
          subject: serverName,
          code: "version-other",
          params: { version: server.version, expected: renderedVersion },
        },
      ];

/** No federation unless it is written, and never while a managed room is public (docs/RULES.md §4). */
const federation: ServerCheck = ({ serverName, managedRooms, isFederationClosed }, server) => {
  if (!server.federationAnswers) return [];
  const open: Finding = { check: "federation", severity: "error", subject: serverName, code: "federation-open", params: {} };
  const exposed = managedRooms.filter(({ isPublic }) => isPublic);
  return [
    ...(isFederationClosed ? [open] : []),
    ...exposed.map(({ roomId, name }): Finding => {
      return { check: "federation", severity: "error", subject: roomId, code: "federation-public-room", params: { room: name } };
    }),
  ];
};

/** Accounts come from the directory only. */
const registration: ServerCheck = ({ serverName }, server) =>
  server.registrationOpen ? [{ check: "registration", severity: "error", subject: serverName, code: "registration-open", params: {} }] : [];

/** The demo profile alone enables passwords (docs/RULES.md §11). */
const passwords: ServerCheck = ({ serverName, profile }, server) => {
  if (!server.loginFlows.includes("m.login.password")) return [];
  const base = { check: "passwords", subject: serverName, params: {} };
  return profile === "demo"
    ? [{ ...base, severity: "info", code: "passwords-demo" }]
    : [{ ...base, severity: "error", code: "passwords-open" }];
};

/** The registration secret exists during bootstrap only (docs/RULES.md §12.12, §12.14). */
const bootstrap: ServerCheck = ({ serverName, profile }, server) =>
  server.bootstrapOpen && profile !== "demo"
    ? [{ check: "bootstrap", severity: "error", subject: serverName, code: "bootstrap-open", params: {} }]
    : [];

/** Room version is pinned: identifiers and creators' rights differ from one to another. */
const roomVersion: ServerCheck = ({ serverName, roomVersion: expected }, server) =>
  server.defaultRoomVersion === null || server.defaultRoomVersion === expected
    ? []
    : [
        {
          check: "room-version",
          severity: "warning",
          subject: serverName,
          code: "room-version-other",
          params: { version: server.defaultRoomVersion, expected },
        },
      ];

/** A managed room that everybody may enter is found by no list (docs/RULES.md §4). */
const listedRooms: ServerCheck = ({ managedRooms }, server) => {
  const managed = new Set(managedRooms.map(({ roomId }) => roomId));
  return server.listedRooms.map(({ roomId, name }): Finding => {
    const base = { check: "listed-rooms", subject: roomId, params: { room: name } };
    return managed.has(roomId)
      ? { ...base, severity: "error", code: "room-listed" }
      : { ...base, severity: "warning", code: "room-listed-unmanaged" };
  });
};

/** Calls are off: in a room that people encrypted, the absence of a relay is all a server can do (docs/RULES.md §4). */
const relays: ServerCheck = ({ serverName, areCallsOff }, server) =>
  server.relays.length === 0 || !areCallsOff
    ? []
    : [{ check: "calls", severity: "warning", subject: serverName, code: "relay-for-calls", params: { relay: server.relays.join(" ") } }];

const serverChecks: readonly ServerCheck[] = [version, federation, registration, passwords, bootstrap, roomVersion, listedRooms, relays];

/** Only a server that should answer and doesn't is an error: a description can be checked before anything was ever started. */
function absent(subject: string, why: Absence): Finding {
  return { check: "server", severity: why === "silent" ? "error" : "info", subject, code: `server-${why}`, params: {} };
}

/** All findings, in the order of the checks; no error among them means that the platform keeps the rules examined. */
export function examinePlatform(facts: PlatformFacts): readonly Finding[] {
  const { server, serverName } = facts;
  const files = secretFiles(facts);
  if (typeof server === "string") return [...files, absent(serverName, server)];
  return [...files, ...serverChecks.flatMap((check) => check(facts, server))];
}
