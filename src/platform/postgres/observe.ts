/** observe.sql: gives campus's two reading roles functions instead of tables; run by an administrator once Synapse's tables exist. */
import { psqlHeader } from "./databases.ts";
import { type ReadFunction, readColumns, readFunctions } from "./read-functions.ts";
import { readerRole } from "./roles.ts";

/** What psql says while Synapse hasn't made its tables; hosting looks for it. */
export const noTables = "campus: Synapse has not made its tables yet";

const readers = ["campus_observer", "campus_figures"] as const;
/** Nothing a caller could put in front of the names in a body. */
const fixedPath = "SET search_path = pg_catalog, pg_temp";

function create({ name, parameters, types, returns, body, role }: ReadFunction): string {
  const signature = `campus_observe.${name}(${types})`;
  return `CREATE FUNCTION campus_observe.${name}(${parameters}) RETURNS TABLE (${returns})
LANGUAGE sql STABLE SECURITY DEFINER ${fixedPath} AS $body$
${body}
$body$;
ALTER FUNCTION ${signature} OWNER TO ${readerRole};
REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ${signature} TO ${role};
`;
}

/**
 * A member may write what JSON allows and PostgreSQL can't hold (a NUL): that content is then null, instead of an error that would
 * hide all the others and quote this one.
 */
const inner = `CREATE FUNCTION campus_observe.content_of(event text) RETURNS json LANGUAGE plpgsql IMMUTABLE ${fixedPath} AS $body$
BEGIN
  RETURN event::json -> 'content';
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $body$;
CREATE FUNCTION campus_observe.kept_keys(content json, names text[]) RETURNS json LANGUAGE plpgsql IMMUTABLE ${fixedPath} AS $body$
BEGIN
  RETURN (SELECT coalesce(json_object_agg(key, value), '{}') FROM json_each(content) WHERE key = ANY (names));
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $body$;
REVOKE ALL ON FUNCTION campus_observe.content_of(text), campus_observe.kept_keys(json, text[]) FROM PUBLIC;
GRANT USAGE ON SCHEMA campus_observe TO ${readerRole};
GRANT EXECUTE ON FUNCTION campus_observe.content_of(text), campus_observe.kept_keys(json, text[]) TO ${readerRole};
`;

function grants(): string {
  return Object.entries(readColumns)
    .map(([table, columns]) => `GRANT SELECT (${columns.map((column) => `"${column}"`).join(", ")}) ON public.${table} TO ${readerRole};`)
    .join("\n");
}

/** Ends in an error, and so changes nothing, if one of the two roles could read a table after all. */
const verification = `DO $body$
DECLARE found text;
BEGIN
  SELECT format('%s may read %s', r.name, c.oid::regclass) INTO found
  FROM unnest(ARRAY[${readers.map((name) => `'${name}'`).join(", ")}]) AS r (name), pg_catalog.pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND has_schema_privilege(r.name, 'public', 'USAGE') AND has_any_column_privilege(r.name, c.oid, 'SELECT, INSERT, UPDATE')
  LIMIT 1;
  IF found IS NOT NULL THEN RAISE EXCEPTION 'campus: %', found; END IF;
END $body$;
`;

export interface ObserveScript {
  /** Synapse's, a plain name. */
  readonly database: string;
  /** Statements run first, in the database that psql was started on. */
  readonly before: string;
}

/**
 * One transaction, made anew each time: a change of Synapse's tables, or of this file, leaves nothing old behind. The bodies are texts
 * that PostgreSQL doesn't tie to tables, so that Synapse's upgrades can change those; run it again after an upgrade.
 */
export function observeSql({ database, before }: ObserveScript = { database: "synapse", before: "" }): string {
  return `-- Rendered by campus. What campus may read of Synapse's database: functions, no table (docs/RULES.md §12.4).
${psqlHeader}${before}
\\connect "${database}"
SET client_min_messages = warning;
SELECT pg_catalog.to_regclass('public.event_json') IS NULL AS is_empty \\gset
\\if :is_empty
  \\warn '${noTables}'
  \\quit
\\endif

BEGIN;
DROP SCHEMA IF EXISTS campus_observe CASCADE;
CREATE SCHEMA campus_observe;
REVOKE ALL ON SCHEMA campus_observe FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ${readerRole}, ${readers.join(", ")};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, ${readerRole}, ${readers.join(", ")};
REVOKE ALL ON SCHEMA public FROM ${readers.join(", ")};
GRANT USAGE ON SCHEMA public TO ${readerRole};
${grants()}

${inner}
${readFunctions.map(create).join("\n")}
GRANT USAGE ON SCHEMA campus_observe TO ${readers.join(", ")};

${verification}COMMIT;
`;
}
