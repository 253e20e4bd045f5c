/** The notifiers that the configuration names, secrets already read; the operators' room is the Matrix adapter's. */
import type { NotifyConfig } from "#config/notify.ts";
import type { Notifier } from "#engine/notify-ports.ts";
import { openMail } from "./mail.ts";
import { openWebhook } from "./webhook.ts";

export interface NotifySecrets {
  readonly mailPassword: string | null;
  readonly webhookSecret: string | null;
}

export function openNotifiers({ mail, webhook }: NotifyConfig, { mailPassword, webhookSecret }: NotifySecrets): Notifier[] {
  return [
    ...(mail === undefined ? [] : [openMail({ ...mail, password: mailPassword })]),
    ...(webhook === undefined || webhookSecret === null ? [] : [openWebhook({ ...webhook, secret: webhookSecret })]),
  ];
}
