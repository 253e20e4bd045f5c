/** Everything PostgreSQL is given: its settings, who may connect, and the scripts that make roles, databases and read functions. */
import type { RenderedFile, Renderer } from "../site.ts";
import { pgHba } from "./access.ts";
import { databasesSql, rolesSql } from "./databases.ts";
import { observeSql } from "./observe.ts";
import { postgresPaths } from "./roles.ts";
import { postgresqlConf } from "./settings.ts";

/** No file without PostgreSQL. No password is in any of them. */
export const renderPostgres: Renderer = (site) => {
  if (site.database.kind !== "postgres") return [];
  const paths = postgresPaths(site);
  const file = (path: string, text: string, mode = 0o640): RenderedFile => ({ component: "postgres", path, text, mode });
  return [
    file(paths.settings, postgresqlConf(site, site.database)),
    file(paths.access, pgHba(site)),
    file(paths.roles, rolesSql(site)),
    file(paths.databases, databasesSql()),
    file(paths.observe, observeSql()),
  ];
};

/** What `postgres` is started with on the systemd target; the local one has a cluster that holds its own settings. */
export function postgresArguments(data: string, settings: string): readonly string[] {
  return ["-D", data, "-c", `config_file=${settings}`];
}
