/** What somebody refused or took back, and the news that wait to be sent. */
const key = `text collate "C" not null`;

export const guards = {
  version: 5,
  name: "guards",
  statements: [
    `create table standing_holds (
       id integer generated always as identity primary key, server ${key}, key ${key}, effect text not null, cause text not null,
       by text not null, label text not null, comment text not null, at text not null, until text, ended_at text)`,
    `create unique index standing_holds_current on standing_holds (server, key) where ended_at is null`,
    `create table outbox (
       id integer generated always as identity primary key, server ${key}, key ${key}, channel text not null, body text not null,
       made_at text not null, next_at text not null, tries integer not null default 0, sent_at text, failure text)`,
    `create unique index outbox_key on outbox (server, key, channel)`,
    `create index outbox_waiting on outbox (server, next_at) where sent_at is null`,
  ],
};
