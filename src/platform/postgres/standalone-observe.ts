/** observe.sql for a Synapse whose platform campus doesn't render: the roles as well, on a database of any name. */
import { createRole, readOnly } from "./databases.ts";
import { observeSql } from "./observe.ts";
import { readerRole } from "./roles.ts";

/**
 * For psql, run by an administrator of PostgreSQL once, then after each upgrade of Synapse or campus. Passwords are not in it: the
 * administrator gives them (`\password`). `database` is a plain name: letters, digits, `_`, `-`.
 */
export function standaloneObserveSql(database: string): string {
  const readers = ["campus_observer", "campus_figures"] as const;
  const roles = readers.map((name) => `${createRole(name)}\nALTER ROLE ${name} LOGIN NOSUPERUSER CONNECTION LIMIT 4;\n${readOnly(name)}`);
  return observeSql({
    database,
    before: `${createRole(readerRole)}
ALTER ROLE ${readerRole} NOLOGIN NOSUPERUSER CONNECTION LIMIT 0;
${roles.join("")}GRANT CONNECT ON DATABASE "${database}" TO ${[...readers, readerRole].join(", ")};
`,
  });
}
