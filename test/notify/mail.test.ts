/** Mail through a real SMTP server in this process: what arrives, who may sign in, and what a silent or clear-text server gets. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { type MailOptions, openMail } from "#adapters/notify/mail.ts";
import type { Message, Notifier } from "#engine/notify-ports.ts";

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Got {
  readonly to: readonly string[];
  readonly text: string;
}

/** A server on loopback that keeps what it gets; `password` null: nobody signs in. */
async function mailServer(password: string | null): Promise<{ port: number; got: Got[] }> {
  const got: Got[] = [];
  const server = new SMTPServer({
    disabledCommands: password === null ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: password === null,
    onAuth: ({ username, password: given }, _session, done) =>
      done(username === "campus" && given === password ? null : new Error("no"), { user: username ?? "" }),
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      stream.on("end", () => {
        got.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, got };
}

function open(port: number, more: Partial<MailOptions> = {}): Notifier {
  const base = {
    host: "127.0.0.1",
    port,
    security: "none",
    from: "campus <campus@univ-demo.example>",
    timeoutSeconds: 1,
    password: null,
  } as const;
  const notifier = openMail({ ...base, to: ["ops@univ-demo.example", "rssi@univ-demo.example"], ...more });
  closers.push(() => notifier.close());
  return notifier;
}

const message: Message = {
  id: "campus-prod-12",
  server: "prod",
  news: { code: "plan-held", key: "k", params: {} },
  at: "2026-10-01T06:00:00.000Z",
  subject: "Décision\r\nBcc: tous@univ-demo.example",
  text: "Le plan 3 retient 5 changements.",
};

test("a letter reaches every operator, with an id that stays the same and no header from a name", async () => {
  const { port, got } = await mailServer(null);
  const mail = open(port);
  await mail.send(message);
  await mail.send(message);
  expect(got).toHaveLength(2);
  expect(got[0]?.to).toEqual(["ops@univ-demo.example", "rssi@univ-demo.example"]);
  const head = got[0]?.text.split("\r\n\r\n")[0] ?? "";
  for (const { text } of got) expect(text).toContain("Message-ID: <campus-prod-12@univ-demo.example>");
  expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(head).not.toMatch(/^Bcc/m);
});

test("a letter to single people goes to them only", async () => {
  const { port, got } = await mailServer(null);
  await open(port).send({ ...message, news: { ...message.news, code: "departure", to: ["ada@univ-demo.example"] } });
  expect(got.map(({ to }) => to)).toEqual([["ada@univ-demo.example"]]);
});

test("signs in when a name is given; a wrong password sends nothing", async () => {
  const { port, got } = await mailServer("secret");
  await open(port, { user: "campus", password: "secret" }).send(message);
  await expect(open(port, { user: "campus", password: "faux" }).send(message)).rejects.toMatchObject({ code: "EAUTH" });
  expect(got).toHaveLength(1);
});

test("where encryption is required, a server without it gets neither password nor letter", async () => {
  const { port, got } = await mailServer("secret");
  const mail = open(port, { security: "starttls", user: "campus", password: "secret" });
  await expect(mail.send(message)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  await expect(open(port, { security: "tls" }).send(message)).rejects.toMatchObject({ code: expect.any(String) });
  expect(got).toEqual([]);
});

test("a server that says nothing is given up, not waited for", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise<void>((resolve) => silent.close(() => resolve())));
  const { port } = silent.address() as AddressInfo;
  await expect(open(port).send(message)).rejects.toMatchObject({ code: "ETIMEDOUT" });
});
