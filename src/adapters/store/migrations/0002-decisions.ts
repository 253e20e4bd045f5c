/** Every kind of decision in one table, with its reason, who ended it and why, and the run that takes a refresh request. */

const key = `text collate "C" not null`;

/** Rows of version 1 kept their author's values in `body`; who ended them was not written down. */
function copy(table: string, kind: string): string {
  return `insert into decisions (server, kind, subject, body, by, reason, since, until, made_at, ended_at, ended_how, ended_by, ended_why)
    select server, '${kind}', person, body, by, coalesce(body::json->>'reason', ''), coalesce(body::json->>'since', left(made_at, 10)), until,
      made_at, ended_at, case when ended_at is not null then 'ended' end, case when ended_at is not null then '' end,
      case when ended_at is not null then '' end
    from ${table} order by id`;
}

const formerTables = [
  ["overrides", "override"],
  ["exemptions", "exemption"],
  ["leaving_decisions", "leaving"],
  ["emergency_locks", "emergency"],
] as const;

const statements: readonly string[] = [
  `create table decisions (
     id integer generated always as identity primary key, server ${key}, kind ${key}, subject ${key}, body text not null, by text not null,
     reason text not null, since ${key}, until text collate "C", made_at text not null, taken_run integer,
     ended_at text, ended_how text, ended_by text, ended_why text)`,
  `create unique index decisions_current on decisions (server, kind, subject) where ended_at is null`,
  `create index decisions_subject on decisions (server, subject, id)`,
  `create index decisions_taken on decisions (taken_run) where taken_run is not null and ended_at is null`,
  ...formerTables.map(([table, kind]) => copy(table, kind)),
  ...formerTables.map(([table]) => `drop table ${table}`),
];

export const decisions = { version: 2, name: "decisions", statements };
