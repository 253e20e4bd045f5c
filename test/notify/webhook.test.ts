/** The webhook against a real HTTP server: a signed body, and no success that isn't one. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openWebhook, signatureOf } from "#adapters/notify/webhook.ts";
import type { Message } from "#engine/notify-ports.ts";

const servers: http.Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Got {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

async function sink(answer: (response: http.ServerResponse) => void): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    got.push({ headers: request.headers, body });
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/campus`, got };
}

const message: Message = {
  id: "campus-prod-7",
  server: "prod",
  news: { code: "plan-held", key: "k", params: { count: 5 } },
  at: "2026-10-01T06:00:00.000Z",
  subject: "Décision",
  text: "Le plan retient 5 changements.",
};

test("posts a JSON object whose signature covers instant and body, with a key that stays the same", async () => {
  const { url, got } = await sink((response) => response.writeHead(204).end());
  const hook = openWebhook({ url, secret: "clef", timeoutSeconds: 5 });
  await hook.send(message);
  await hook.send(message);
  expect(got).toHaveLength(2);
  const { headers, body } = got[0] as Got;
  expect(JSON.parse(body)).toMatchObject({ id: message.id, server: "prod", code: "plan-held", params: { count: 5 }, subject: "Décision" });
  expect(headers).toMatchObject({ "idempotency-key": message.id, "x-campus-at": message.at });
  expect(headers["x-campus-signature"]).toBe(signatureOf("clef", message.at, body));
  expect(headers["x-campus-signature"]).not.toBe(signatureOf("autre", message.at, body));
  expect(signatureOf("clef", message.at, `${body} `)).not.toBe(signatureOf("clef", message.at, body));
});

test.each([
  ["an error", (response: http.ServerResponse) => response.writeHead(500).end("non")],
  ["a refusal", (response: http.ServerResponse) => response.writeHead(401).end()],
  ["a redirection", (response: http.ServerResponse) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
])("%s is no success", async (_, answer) => {
  const { url, got } = await sink((response) => void answer(response));
  await expect(openWebhook({ url, secret: "clef", timeoutSeconds: 5 }).send(message)).rejects.toMatchObject({ code: "notify.refused" });
  expect(got).toHaveLength(1);
});

test("a program that never answers is given up", async () => {
  const { url, got } = await sink(() => {});
  await expect(openWebhook({ url, secret: "clef", timeoutSeconds: 1 }).send(message)).rejects.toMatchObject({ name: "TimeoutError" });
  expect(got).toHaveLength(1);
});
