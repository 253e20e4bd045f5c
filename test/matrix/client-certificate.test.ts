/** The way between machines: each side shows a certificate of the platform's own authority, or nothing is said. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { openClient } from "#adapters/matrix/http.ts";
import type { ClientTls } from "#adapters/matrix/transport.ts";
import { AppError } from "#core/errors.ts";
import { type InternalCertificate, openCertificates } from "#hosting/internal-certificates.ts";

const here = { hostName: "localhost", address: "127.0.0.1" };
let folder = "";
let server: Server;
let own: InternalCertificate;
let stranger: InternalCertificate;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "campus-tls-"));
  const [matrix, campus] = await openCertificates(join(folder, "one"), [
    { name: "matrix", use: "server", ...here },
    { name: "campus", use: "client", ...here },
  ]);
  const [other] = await openCertificates(join(folder, "other"), [{ name: "campus", use: "client", ...here }]);
  if (matrix === undefined || campus === undefined || other === undefined) throw new Error("no certificate");
  own = campus;
  stranger = other;
  server = createServer({ ca: matrix.authority, cert: matrix.certificate, key: matrix.key, requestCert: true }, (request, answer) => {
    const shown = (request.socket as TLSSocket).getPeerCertificate();
    answer.setHeader("content-type", "application/json").end(JSON.stringify({ server_version: shown.subject.CN }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Name that the server read on the certificate, or the code of the failure. */
async function ask(tls?: ClientTls): Promise<unknown> {
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = openClient({ baseUrl, asToken: "t", tries: 1, ...(tls === undefined ? {} : { tls }) });
  try {
    return (await client.get(endpoints.readVersion, {})).server_version;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  } finally {
    client.close();
  }
}

test("campus shows its certificate, and believes the authority it was given", async () => {
  expect(await ask(own)).toBe("campus");
});

test("nothing is said without a certificate, with one of another authority, or to a server of another authority", async () => {
  expect(await ask({ ...stranger, authority: own.authority })).toBe("matrix.unreachable");
  expect(await ask({ ...own, authority: stranger.authority })).toBe("matrix.unreachable");
  expect(await ask()).toBe("matrix.unreachable");
});
