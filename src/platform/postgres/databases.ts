/** roles.sql and databases.sql: scripts for psql that an administrator may run at every start, with the same result. */
import type { Site } from "../site.ts";
import { connectionBudget } from "./budget.ts";
import { type DatabaseRole, databaseRoles, passwordFile, readerRole } from "./roles.ts";

/** An error ends psql with status 3. It is told in one line, so that no statement, and no password in it, reaches a log. */
export const psqlHeader = `\\set ON_ERROR_STOP on
\\set VERBOSITY terse
\\set ECHO none
SET client_min_messages = warning;
SET lock_timeout = '30s';
`;

/** What psql says when a database can't be used; hosting looks for it. */
export const wrongLocale = "campus: database with another language or encoding:";
export const missingPassword = "campus: no password in";

const attributes = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";

export function createRole(name: string): string {
  return `SELECT 'CREATE ROLE ${name}' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${name}') \\gexec`;
}

/** As one word for the shell that psql asks, inside psql's own backquotes. */
function shellWord(path: string): string {
  return `'${path.replace(/'/g, `'\\''`)}'`;
}

/** The password goes from its file to the server: never on a command line, never in this script. */
function loginRole(site: Site, role: DatabaseRole, connections: number): string {
  const path = passwordFile(site, role);
  return `${createRole(role.name)}
\\set password \`cat ${shellWord(path)}\`
SELECT pg_catalog.length(:'password') < 16 AS is_missing \\gset
\\if :is_missing
  \\warn '${missingPassword} ${path.replace(/'/g, "''")}'
  SELECT 1/0;
\\endif
ALTER ROLE ${role.name} LOGIN ${attributes} CONNECTION LIMIT ${connections} PASSWORD :'password';
\\unset password
`;
}

/** Readers can't hold a lock for long, nor forget a transaction: a dead reader would keep old rows from being cleaned. */
export function readOnly(name: string): string {
  return `ALTER ROLE ${name} SET default_transaction_read_only = on;
ALTER ROLE ${name} SET statement_timeout = '120s';
ALTER ROLE ${name} SET idle_in_transaction_session_timeout = '60s';
`;
}

/** Roles with their passwords and limits. Rights that somebody added by making one a member of another are taken away. */
export function rolesSql(site: Site): string {
  const parts = connectionBudget(site.description)?.parts ?? [];
  const limit = (name: string): number => parts.find(({ role }) => role === name)?.connections ?? 0;
  const names = [...databaseRoles.map(({ name }) => name), readerRole].map((name) => `'${name}'`).join(", ");
  return `-- Rendered by campus. Roles, each with the connections its programs may open.
${psqlHeader}
${createRole(readerRole)}
ALTER ROLE ${readerRole} NOLOGIN ${attributes} CONNECTION LIMIT 0 PASSWORD NULL;

${databaseRoles.map((role) => loginRole(site, role, limit(role.name))).join("\n")}
${readOnly("campus_observer")}${readOnly("campus_figures")}
SELECT pg_catalog.format('REVOKE %I FROM %I', held.rolname, holder.rolname)
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles held ON held.oid = m.roleid
JOIN pg_catalog.pg_roles holder ON holder.oid = m.member
WHERE holder.rolname IN (${names}) OR (held.rolname IN (${names}) AND NOT holder.rolsuper) \\gexec
`;
}

function createDatabase(name: string): string {
  return `SELECT 'CREATE DATABASE ${name} TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C'' OWNER ${name}'
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = '${name}') \\gexec
ALTER DATABASE ${name} OWNER TO ${name};
REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
`;
}

/** Nothing but the owner may make anything in a database, large objects included. */
function closeDatabase(name: string): string {
  return `\\connect ${name}
SET client_min_messages = warning;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO ${name};
SELECT pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::pg_catalog.regprocedure)
FROM pg_catalog.pg_proc
WHERE pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND proname ~ '^(lo_(creat|create|from_bytea|put|open|unlink|import|export)|lowrite)$' \\gexec
`;
}

/** The databases of Synapse and of campus, each for its owner, and Synapse's also for the two readers, who can then call functions. */
export function databasesSql(): string {
  return `-- Rendered by campus. Databases: UTF-8, sorted by bytes (Synapse refuses anything else), closed to every other role.
${psqlHeader}
${createDatabase("synapse")}GRANT CONNECT ON DATABASE synapse TO campus_observer, campus_figures, ${readerRole};

${createDatabase("campus")}
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;

SELECT pg_catalog.string_agg(pg_catalog.format('%s (%s, %s)', datname, pg_catalog.pg_encoding_to_char(encoding), datcollate), ', ') AS wrong,
  pg_catalog.count(*) > 0 AS is_wrong
FROM pg_catalog.pg_database
WHERE datname IN ('synapse', 'campus')
  AND (pg_catalog.pg_encoding_to_char(encoding) <> 'UTF8' OR datcollate NOT IN ('C', 'POSIX') OR datctype NOT IN ('C', 'POSIX')) \\gset
\\if :is_wrong
  \\warn '${wrongLocale}' :wrong
  SELECT 1/0;
\\endif

${closeDatabase("synapse")}
${closeDatabase("campus")}`;
}
