/** POST of a JSON object, signed: whoever receives it can check who sent it, that it is whole, and drop what they already have. */
import { createHmac } from "node:crypto";
import type { WebhookConfig } from "#config/notify.ts";
import { AppError } from "#core/errors.ts";
import type { Message, Notifier } from "#engine/notify-ports.ts";

export interface WebhookOptions extends Omit<WebhookConfig, "secretFile"> {
  readonly secret: string;
}

export function openWebhook(options: WebhookOptions): Notifier {
  return { channel: "webhook", send: (message) => post(options, message), close: async () => {} };
}

/** The signature covers the instant and the body, so that an old request can't be sent again as a new one. */
export function signatureOf(secret: string, at: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
}

async function post({ url, secret, timeoutSeconds }: WebhookOptions, message: Message): Promise<void> {
  const body = JSON.stringify(bodyOf(message));
  const headers = {
    "content-type": "application/json",
    "idempotency-key": message.id,
    "x-campus-at": message.at,
    "x-campus-signature": signatureOf(secret, message.at, body),
  };
  // A redirection could lead the signed body anywhere.
  const init = { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeoutSeconds * 1000) } as const;
  const answer = await fetch(url, init);
  await answer.body?.cancel();
  if (!answer.ok) throw new AppError("notify.refused", { channel: "webhook", status: answer.status });
}

function bodyOf({ id, server, at, news, subject, text }: Message) {
  return { id, server, at, code: news.code, params: news.params, subject, text };
}
