/** What a run was for and what it cost; who may run the passes of a server, and until when. */
export const serve = {
  version: 3,
  name: "serve",
  statements: [
    `alter table runs add column trigger text not null default 'command', add column scope text, add column details text not null default '{}'`,
    `create index runs_ended on runs (ended_at)`,
    `create table leases (
       server text collate "C" primary key, fence integer not null, owner text not null, pid integer not null, host text not null,
       since text not null, backend integer, expires timestamptz not null)`,
    `drop table run_locks`,
  ],
};
