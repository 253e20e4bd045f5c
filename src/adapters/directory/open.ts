/** From one source of the configuration to something that can be read. */
import type { SourceConfig } from "#config/source.ts";
import type { Day } from "#core/ids.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { openCsvSource } from "./csv/open.ts";
import { openHttpSource } from "./http/open.ts";
import { openLdapSource } from "./ldap/open.ts";
import { openScimSource, type ScimDirectoryDeps } from "./scim/open.ts";
import { openSqlSource } from "./sql/open.ts";

export interface SourceDeps {
  /** What sources of kind scim are read from. */
  readonly scim?: ScimDirectoryDeps;
  /** Folder that relative paths of the configuration start from. */
  readonly base: string;
  /** Civil day in Europe/Paris; the machine's when left out. */
  readonly today?: () => Day;
}

const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" });

function todayInParis(): Day {
  return calendar.format(new Date()) as Day;
}

/** Opens nothing yet: each `read()` is a whole, fresh read. */
export function openSource(config: SourceConfig, deps: SourceDeps): DirectorySource {
  switch (config.kind) {
    case "csv":
      return openCsvSource(config, deps.base);
    case "ldap":
      return openLdapSource(config, deps.base, deps.today ?? todayInParis);
    case "http":
      return openHttpSource(config, deps.base);
    case "sql":
      return openSqlSource(config, deps.base);
    case "scim":
      if (deps.scim === undefined) throw new RangeError("a source of kind scim is read from the store");
      return openScimSource(config, deps.scim);
    default:
      return config satisfies never;
  }
}
