/** Configuration of a source that reads views of a database. */
import { z } from "zod";
import { externalCodes, name, populations } from "./source-parts.ts";
import { roleKeys } from "./source-role.ts";

const host = z.string().min(1).describe("Machine of the database, as campus reaches it.");
const user = z.string().min(1).describe("Account that reads; it needs the right to read the views and no other.");
const passwordFile = z.string().min(1).optional().describe("File that holds its password, readable by campus only.");
const tls = z
  .enum(["verified", "off"])
  .default("verified")
  .describe("verified = encrypted, and the server's certificate checked; off = in clear, for the same machine only.");
const caFile = z.string().min(1).optional().describe("PEM file of the authority that signed the server's certificate.");
const port = (standard: number) => z.int().min(1).max(65_535).default(standard).describe("Its port.");

const postgres = z
  .strictObject({
    kind: z.literal("postgres").describe("PostgreSQL, version 10 or newer; a replica will do."),
    host,
    port: port(5432),
    database: z.string().min(1).describe("Name of the database."),
    user,
    passwordFile,
    tls,
    caFile,
    connections: z.int().min(1).max(4).default(2).describe("Connections that read at the same time, all of the same instant."),
  })
  .describe("A PostgreSQL server.");
export type PostgresDatabase = z.infer<typeof postgres>;

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);

const mariadb = z
  .strictObject({
    kind: z.literal("mariadb").describe("MariaDB 10.6 or newer, or MySQL 8."),
    host,
    port: port(3306),
    database: z.string().min(1).describe("Name of the database."),
    user,
    passwordFile,
    tls,
    caFile,
  })
  // Its library compares certificates with names only.
  .refine(({ host: name, tls: way }) => way === "off" || !isAddress(name), {
    path: ["host"],
    message: "a name, not an address, for a verified connection",
  })
  .describe("A MariaDB or MySQL server; tables must be of a transactional engine (InnoDB) to be read at one instant.");
export type MariadbDatabase = z.infer<typeof mariadb>;

const oracle = z
  .strictObject({
    kind: z.literal("oracle").describe("Oracle Database 12.1 or newer, without Oracle's client libraries."),
    connectString: z
      .string()
      .min(1)
      .describe("Easy Connect text such as db.univ-demo.example:1521/SI, or tcps://db.univ-demo.example:2484/SI to encrypt."),
    user,
    passwordFile,
    walletFolder: z.string().min(1).optional().describe("Folder of ewallet.pem, when the server's certificate is of a private authority."),
  })
  .describe("An Oracle database.");
export type OracleDatabase = z.infer<typeof oracle>;

const sqlite = z
  .strictObject({
    kind: z.literal("sqlite").describe("A SQLite file, opened for reading only."),
    file: z.string().min(1).describe("The file."),
  })
  .describe("A SQLite file.");
export type SqliteDatabase = z.infer<typeof sqlite>;

export const DatabaseConfig = z
  .discriminatedUnion("kind", [postgres, mariadb, oracle, sqlite])
  .describe("The database and how to reach it.");
export type DatabaseConfig = z.infer<typeof DatabaseConfig>;

const view = (standard: string, holds: string) =>
  z
    .strictObject({
      view: z
        .string()
        .regex(/^["`\p{L}_][\p{L}\d_$#."`]*$/u, "name of a view, with or without its schema")
        .default(standard)
        .describe("Name of the view; schema.name when it is elsewhere."),
      sql: z.string().min(1).optional().describe("SELECT to read instead of the view, giving columns of the same names."),
      sqlFile: z.string().min(1).optional().describe("File that holds this SELECT."),
    })
    .refine(({ sql, sqlFile }) => sql === undefined || sqlFile === undefined, { path: ["sqlFile"], message: "not together with sql" })
    .describe(`View of ${holds}.`);

export const SqlSource = z.strictObject({
  kind: z.literal("sql").describe("A database that shows the V_MATRIX_ views, or the SELECTs that give their columns."),
  name,
  ...roleKeys,
  database: DatabaseConfig,
  views: z
    .strictObject({
      structures: view("V_MATRIX_STRUCTURE", "structures").nullable().prefault({}),
      parents: view("V_MATRIX_STRUCTURE_PARENT", "further parents of structures").nullable().prefault({}),
      people: view("V_MATRIX_AGENT", "people").prefault({}),
      assignments: view("V_MATRIX_AFFECTATION", "assignments").nullable().prefault({}),
      functions: view("V_MATRIX_FONCTION", "functions").nullable().prefault({}),
    })
    .prefault({})
    .describe("Views that are read; null = this site has none."),
  populations,
  externalCodes,
  connectSeconds: z.number().positive().default(15).describe("Longest wait for a connection."),
  statementSeconds: z.number().positive().default(300).describe("Longest time for one view, from the question to its last row."),
});
export type SqlSource = z.infer<typeof SqlSource>;
