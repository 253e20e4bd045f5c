/** What a process of Synapse writes down, and where. */
import type { Site } from "../site.ts";
import type { YamlSection } from "../yaml.ts";
import { logPath } from "./paths.ts";

/** Warnings only: lines about requests would tell who did what, and cost a lot. */
export function logConfig(site: Pick<Site, "places">, name: string): YamlSection {
  return {
    comment: "Warnings and errors, in a file that turns over at 10 MB and keeps five.",
    values: {
      version: 1,
      formatters: { line: { format: "%(asctime)s %(levelname)s %(name)s:%(lineno)d %(request)s %(message)s" } },
      handlers: {
        file: {
          class: "logging.handlers.RotatingFileHandler",
          formatter: "line",
          filename: logPath(site, name),
          maxBytes: 10_000_000,
          backupCount: 5,
          encoding: "utf8",
        },
      },
      loggers: { "synapse.access": { level: "ERROR" } },
      root: { level: "WARNING", handlers: ["file"] },
      disable_existing_loggers: false,
    },
  };
}
