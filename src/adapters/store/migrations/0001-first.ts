/** First schema: runs, plans, outcomes, the ledger, directory snapshots, human decisions. */

const key = `text collate "C" not null`;

/** Decisions of one kind: newest open row per person counts, the others are history. */
function decisions(table: string): readonly string[] {
  return [
    `create table ${table} (
       id integer generated always as identity primary key, server ${key}, person ${key}, body text not null,
       by text not null, until text collate "C", made_at text not null, ended_at text)`,
    `create unique index ${table}_current on ${table} (server, person) where ended_at is null`,
  ];
}

const statements: readonly string[] = [
  `create table servers (name ${key} primary key, applied boolean not null default false)`,
  `create table runs (
     id integer generated always as identity primary key, server ${key} references servers, today ${key}, started_at text not null,
     ended_at text, by text not null, status text not null, plan_id integer, figures text not null default '{}', error text)`,
  `create index runs_server on runs (server, id)`,
  `create table plans (
     id integer generated always as identity primary key, server ${key} references servers, run_id integer not null references runs,
     sha256 ${key}, saved_at text not null)`,
  `create index plans_server on plans (server, id)`,
  `create table bodies (sha256 ${key}, part integer not null, bytes bytea not null, primary key (sha256, part))`,
  `alter table bodies alter column bytes set storage external`,
  `create table changes (
     seq integer generated always as identity, run_id integer not null references runs, server ${key}, day ${key}, key ${key},
     kind text not null, status text not null, weight text, refusal_code text, refusal_text text, primary key (run_id, key))`,
  `create index changes_run on changes (run_id, seq)`,
  `create index changes_weight on changes (server, day) where weight is not null and status = 'applied'`,
  `create index changes_day on changes (server, day)`,
  `create table approvals (
     id integer generated always as identity primary key, plan_id integer not null references plans, by text not null,
     label text not null, comment text not null, at text not null, guards text not null, keys text not null)`,
  `create index approvals_plan on approvals (plan_id)`,
  `create table accounts (
     server ${key}, person ${key}, user_id text not null, intended boolean not null, state text not null, cause text,
     since text not null, due text, login text not null, display_name text not null, mail text, primary key (server, person))`,
  `create table rooms (
     server ${key}, key ${key}, room_id text not null, alias text not null, name text not null, source_id text,
     closed_since text, primary key (server, key))`,
  `create table grants (
     server ${key}, room ${key}, user_id ${key}, level integer not null, origin text not null, confirmed boolean not null,
     lost_since text, primary key (server, room, user_id))`,
  `create table leaves (
     server ${key}, room ${key}, user_id ${key}, how text not null, day text not null, primary key (server, room, user_id))`,
  `create table absences (server ${key}, person ${key}, since text not null, reads integer not null, primary key (server, person))`,
  `create table functions (
     server ${key}, person ${key}, structure ${key}, code ${key}, missing_since text, primary key (server, person, structure, code))`,
  `create table sources (server ${key}, source ${key}, people integer not null, primary key (server, source))`,
  `create table snapshots (
     id integer generated always as identity primary key, server ${key} references servers, run_id integer not null references runs,
     sha256 ${key})`,
  ...decisions("overrides"),
  ...decisions("exemptions"),
  ...decisions("leaving_decisions"),
  ...decisions("emergency_locks"),
  `create table run_locks (server ${key} primary key, owner text not null, pid integer not null, host text not null, since text not null)`,
];

export const first = { version: 1, name: "first", statements };
