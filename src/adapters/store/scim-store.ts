/** The SCIM part of the store, in the shape of its port. */
import type { ScimStore } from "#engine/ports.ts";
import { type Database, reading, writing } from "./database.ts";
import {
  countScim,
  createScim,
  declareReady,
  findScim,
  findScimBy,
  groupsOf,
  membersOf,
  pageScim,
  removeScim,
  scimState,
  updateScim,
  wholeScim,
} from "./scim.ts";
import { addScimToken, endScimToken, findScimToken, listScimTokens, markScimTokenUsed } from "./scim-tokens.ts";
import type { Tx } from "./tables.ts";

/** Gives every call the errors of the store. */
type Safely = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

export function createScimStore(database: Database, safe: Safely): ScimStore {
  const read = <T>(work: (tx: Tx) => Promise<T>) => reading(database, work);
  const write = <T>(work: (tx: Tx) => Promise<T>) => writing(database, work);
  return {
    find: safe((source, type, id) => read((tx) => findScim(tx, source, type, id))),
    findBy: safe((source, type, key, value) => read((tx) => findScimBy(tx, source, type, { key, value }))),
    page: safe((source, type, after, limit) => read((tx) => pageScim(tx, source, type, { after, skip: 0, limit }))),
    slice: safe((source, type, skip, limit) => read((tx) => pageScim(tx, source, type, { after: null, skip, limit }))),
    count: safe((source, type) => read((tx) => countScim(tx, source, type))),
    members: safe((source, groups) => read((tx) => membersOf(tx, source, groups))),
    groupsOf: safe((source, members) => read((tx) => groupsOf(tx, source, members))),
    create: safe((source, resource, members, most) => write((tx) => createScim(tx, source, resource, { members, most }))),
    update: safe((source, id, change, at) => write((tx) => updateScim(tx, source, { ...change, id }, at))),
    remove: safe((source, which, at) => write((tx) => removeScim(tx, source, which, at))),
    state: safe((source) => read((tx) => scimState(tx, source))),
    declareReady: safe((source, by, at) => write((tx) => declareReady(tx, source, by, at))),
    whole: safe((source) => read((tx) => wholeScim(tx, source))),
    addToken: safe((token) => write((tx) => addScimToken(tx, token))),
    findToken: safe((hash) => read((tx) => findScimToken(tx, hash))),
    tokens: safe((source) => read((tx) => listScimTokens(tx, source))),
    endToken: safe((source, id, by, at) => write((tx) => endScimToken(tx, source, id, { by, at }))),
    markUsed: safe((id, at) => write((tx) => markScimTokenUsed(tx, id, at))),
  };
}
