/** Memory of merges that were approved, and of names given in one room. */

const key = `text collate "C" not null`;

const statements: readonly string[] = [
  `create table merges (server ${key}, absorbed ${key}, survivor text not null, primary key (server, absorbed))`,
  `create table given_names (server ${key}, room ${key}, user_id ${key}, name text not null, primary key (server, room, user_id))`,
];

export const accounts = { version: 7, name: "accounts", statements };
