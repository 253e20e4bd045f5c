/** Columns of every table, as Kysely sees them; `migrations/` creates them. */
import type { Generated, Kysely, Transaction } from "kysely";

export interface ServerRow {
  name: string;
  /** A run ended well and changed something: guards have a base to compare with. */
  applied: Generated<boolean>;
}

export interface RunRow {
  id: Generated<number>;
  server: string;
  today: string;
  started_at: string;
  ended_at: string | null;
  by: string;
  trigger: Generated<string>;
  scope: string | null;
  undoes: string | null;
  details: Generated<string>;
  status: string;
  plan_id: number | null;
  figures: string;
  error: string | null;
}

export interface PlanRow {
  id: Generated<number>;
  server: string;
  run_id: number;
  sha256: string;
  saved_at: string;
}

/** Compressed text cut in parts, named by the digest of the text: equal plans or snapshots are kept once. */
export interface BodyRow {
  sha256: string;
  part: number;
  bytes: Uint8Array;
}

export interface ChangeRow {
  seq: Generated<number>;
  run_id: number;
  server: string;
  day: string;
  key: string;
  kind: string;
  status: string;
  weight: string | null;
  refusal_code: string | null;
  refusal_text: string | null;
}

export interface ApprovalRow {
  id: Generated<number>;
  plan_id: number;
  by: string;
  label: string;
  comment: string;
  at: string;
  guards: string;
  keys: string;
}

export interface AccountRow {
  server: string;
  person: string;
  user_id: string;
  intended: boolean;
  state: string;
  cause: string | null;
  since: string;
  due: string | null;
  login: string;
  display_name: string;
  mail: string | null;
}

export interface RoomRow {
  server: string;
  key: string;
  room_id: string;
  alias: string;
  name: string;
  source_id: string | null;
  closed_since: string | null;
  /** JSON. */
  accepted: string | null;
  origin: string | null;
}

export interface GrantRow {
  server: string;
  room: string;
  user_id: string;
  level: number;
  origin: string;
  confirmed: boolean;
  lost_since: string | null;
}

export interface LeaveRow {
  server: string;
  room: string;
  user_id: string;
  how: string;
  day: string;
}

export interface AbsenceRow {
  server: string;
  person: string;
  since: string;
  reads: number;
}

export interface FunctionRow {
  server: string;
  person: string;
  structure: string;
  code: string;
  missing_since: string | null;
}

export interface MergeRow {
  server: string;
  absorbed: string;
  survivor: string;
}

export interface GivenNameRow {
  server: string;
  room: string;
  user_id: string;
  name: string;
}

export interface SourceRow {
  server: string;
  source: string;
  people: number;
}

/** The reading of one source in one pass; of all sources where `source` is null. */
export interface SnapshotRow {
  id: Generated<number>;
  server: string;
  run_id: number;
  sha256: string;
  source: string | null;
  read_at: string | null;
}

/** One human decision; a replaced, ended or served one stays as history with `ended_at`. `body` holds what its kind adds. */
export interface DecisionRow {
  id: Generated<number>;
  server: string;
  kind: string;
  subject: string;
  body: string;
  by: string;
  reason: string;
  since: string;
  until: string | null;
  made_at: string;
  /** Run that took a refresh request, and ends it when it ends well. */
  taken_run: number | null;
  ended_at: string | null;
  ended_how: string | null;
  ended_by: string | null;
  ended_why: string | null;
}

export interface ScimSourceRow {
  source: string;
  first_at: string | null;
  last_at: string | null;
  ready_at: string | null;
  ready_by: string | null;
}

export interface ScimResourceRow {
  source: string;
  id: string;
  type: string;
  external_id: string | null;
  name_key: string;
  body: string;
  version: number;
  created_at: string;
  modified_at: string;
}

export interface ScimMemberRow {
  source: string;
  group_id: string;
  member_id: string;
}

export interface ScimTokenRow {
  id: Generated<number>;
  source: string;
  label: string;
  hash: string;
  made_at: string;
  made_by: string;
  expires_at: string;
  ended_at: string | null;
  ended_by: string | null;
  used_at: string | null;
}

/** Who may run the passes of a server, and until when; `fence` only grows. */
export interface LeaseRow {
  server: string;
  fence: number;
  owner: string;
  pid: number;
  host: string;
  since: string;
  /** Names the holder's claim; null when it took over without one, so that the lease alone tells. */
  backend: number | null;
  expires: Date;
}

export interface Tables {
  servers: ServerRow;
  runs: RunRow;
  plans: PlanRow;
  bodies: BodyRow;
  changes: ChangeRow;
  approvals: ApprovalRow;
  accounts: AccountRow;
  rooms: RoomRow;
  grants: GrantRow;
  leaves: LeaveRow;
  absences: AbsenceRow;
  functions: FunctionRow;
  merges: MergeRow;
  given_names: GivenNameRow;
  sources: SourceRow;
  snapshots: SnapshotRow;
  scim_sources: ScimSourceRow;
  scim_resources: ScimResourceRow;
  scim_members: ScimMemberRow;
  scim_tokens: ScimTokenRow;
  decisions: DecisionRow;
  leases: LeaseRow;
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
