/** Readings kept for each source on its own, with their instant; what SCIM clients pushed, and the tokens they show. */

const key = `text collate "C" not null`;

const statements: readonly string[] = [
  // Rows without a source were written before: they hold all the readings of their pass.
  `alter table snapshots add column source text collate "C", add column read_at text`,
  `create index snapshots_source on snapshots (server, source, id)`,
  `create table scim_sources (source ${key} primary key, first_at text, last_at text, ready_at text, ready_by text)`,
  `create table scim_resources (
     source ${key}, id ${key}, type ${key}, external_id text collate "C", name_key ${key}, body text not null,
     version integer not null, created_at text not null, modified_at text not null, primary key (source, id))`,
  `create index scim_resources_type on scim_resources (source, type, id)`,
  `create index scim_resources_name on scim_resources (source, type, name_key)`,
  `create unique index scim_users_name on scim_resources (source, name_key) where type = 'User'`,
  `create unique index scim_resources_external on scim_resources (source, type, external_id) where external_id is not null`,
  `create table scim_members (
     source ${key}, group_id ${key}, member_id ${key}, primary key (source, group_id, member_id),
     foreign key (source, group_id) references scim_resources (source, id) on delete cascade,
     foreign key (source, member_id) references scim_resources (source, id) on delete cascade)`,
  `create index scim_members_member on scim_members (source, member_id)`,
  `create table scim_tokens (
     id integer generated always as identity primary key, source ${key}, label text not null, hash ${key} unique,
     made_at text not null, made_by text not null, expires_at text not null, ended_at text, ended_by text, used_at text)`,
];

export const scim = { version: 4, name: "scim", statements };
