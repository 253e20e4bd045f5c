/** Ways to tell people what happened, as the configuration names them. */
import { openAdminRoom } from "#adapters/matrix/admin-room.ts";
import { contextOf } from "#adapters/matrix/open-homeserver.ts";
import { openNotifiers } from "#adapters/notify/open.ts";
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import { readSecret, secretFiles } from "#config/secrets.ts";
import type { Policy } from "#core/policy.ts";
import { type Herald, type HeraldDeps, openHerald } from "#engine/herald.ts";
import type { Notifier } from "#engine/notify-ports.ts";
import { letterOf } from "#i18n/news.ts";
import { serverOptions } from "./server.ts";

export function heraldOf(deps: Omit<HeraldDeps, "compose" | "settings">, { notify, language }: CampusConfig): Herald | null {
  if (notify === undefined) return null;
  const { reminderDays, failuresInARow, mail } = notify;
  const settings = { reminderDays, failuresInARow, departureDays: mail?.departures?.daysBefore ?? null };
  return openHerald({ ...deps, settings, compose: (news) => letterOf(language, news) });
}

/** Every way that the configuration names; the operators' room is one of the server's own. */
export function openNews(config: CampusConfig, server: ServerConfig, policy: Policy): Notifier[] {
  const { notify } = config;
  if (notify === undefined) return [];
  const secretOf = (owner: string) => {
    const secret = secretFiles(config).find((one) => one.owner === owner);
    return secret === undefined ? null : readSecret(secret);
  };
  const secrets = { mailPassword: secretOf("mail"), webhookSecret: secretOf("webhook") };
  // A room that doesn't answer is a notification that waits, not a pass that does.
  const context = () => contextOf({ ...serverOptions(config, server, policy), timeoutMs: 10_000, tries: 1 });
  return [...openNotifiers(notify, secrets), ...(notify.room === undefined ? [] : [openAdminRoom(context(), notify.room)])];
}
