/** Mail by SMTP. A receiver that gets a message twice knows it by its Message-ID, the same at each try. */
import { createTransport } from "nodemailer";
import type { MailConfig } from "#config/notify.ts";
import type { Message, Notifier } from "#engine/notify-ports.ts";

export interface MailOptions extends Omit<MailConfig, "passwordFile" | "departures"> {
  readonly password: string | null;
}

export function openMail(options: MailOptions): Notifier {
  const { host, port, security, user, password, timeoutSeconds } = options;
  const ms = timeoutSeconds * 1000;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(user === undefined || password === null ? {} : { auth: { user, pass: password } }),
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: ms,
    dnsTimeout: ms,
    // Nothing of a message is ever read from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    channel: "mail",
    send: async (message) => void (await transport.sendMail(letter(message, options))),
    close: async () => transport.close(),
  };
}

function letter({ id, news, at, subject, text }: Message, { from, to }: Pick<MailOptions, "from" | "to">) {
  const domain = from.replace(/^.*@|>$/g, "");
  return {
    from,
    to: [...(news.to ?? to)],
    subject: oneLine(subject),
    text,
    date: new Date(at),
    messageId: `<${id}@${domain}>`,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

/** A line break in a name would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
