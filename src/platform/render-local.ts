/** Renders every file of a local platform; pure, so that the same description always gives the same bytes. */
import type { ServerPlatform } from "#config/platform.ts";
import { type Identities, type LocalInput, type LocalPaths, localSections } from "./local-settings.ts";
import { moduleFile, moduleText } from "./synapse-module.ts";
import { writeYaml, type YamlSection } from "./yaml.ts";

export type { Identities, LocalInput, LocalPaths, ServerPlatform, ServerPlatform as LocalPlatform };

/** Secrets that must stand inside a rendered file; the others are pointed to by path. */
export interface LocalSecrets {
  readonly asToken: string;
  readonly hsToken: string;
  /** One line `ed25519 a_NAME BASE64`. */
  readonly signingKey: string;
}

const header = "# Rendered by campus from the platform description: edits are lost at the next start.\n\n";

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The app service: may be any local user and give any address; nothing is pushed to it (docs/RULES.md §12.3). */
function registration({ platform, identities }: LocalInput, secrets: LocalSecrets): YamlSection {
  const domain = escapeRegex(platform.serverName);
  return {
    comment:
      "Whoever holds as_token can be anybody here: keep this file as secret as a root key.\n" +
      "url null: no message is ever pushed to campus. Not exclusive: people keep their search and notifications.",
    values: {
      id: "campus",
      url: null,
      as_token: secrets.asToken,
      hs_token: secrets.hsToken,
      sender_localpart: identities.connector,
      rate_limited: false,
      namespaces: {
        users: [{ regex: `@.*:${domain}`, exclusive: false }],
        aliases: [{ regex: `#.*:${domain}`, exclusive: false }],
        rooms: [],
      },
    },
  };
}

/** Warnings only: lines about requests would tell who did what, and cost a lot. */
function logConfig({ paths }: LocalInput): YamlSection {
  return {
    comment: "Warnings and errors, in a file that turns over at 10 MB and keeps five.",
    values: {
      version: 1,
      formatters: { line: { format: "%(asctime)s %(levelname)s %(name)s:%(lineno)d %(request)s %(message)s" } },
      handlers: {
        file: {
          class: "logging.handlers.RotatingFileHandler",
          formatter: "line",
          filename: paths.log,
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

/** File name → text, for the folder that holds the rendered files. `appservice.yaml` and `signing.key` are secrets. */
export function renderLocal(input: LocalInput, secrets: LocalSecrets): ReadonlyMap<string, string> {
  return new Map([
    ["homeserver.yaml", header + writeYaml(localSections(input))],
    ["appservice.yaml", header + writeYaml([registration(input, secrets)])],
    ["log.yaml", header + writeYaml([logConfig(input)])],
    [moduleFile, moduleText],
    ["signing.key", `${secrets.signingKey}\n`],
  ]);
}
