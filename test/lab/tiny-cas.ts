/** The smallest CAS that Synapse can ask: every ticket named `ST-login-…` is that login's, once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface TinyCas {
  readonly url: string;
  close(): Promise<void>;
}

export async function openTinyCas(): Promise<TinyCas> {
  const used = new Set<string>();
  const server = createServer((request, response) => {
    const ticket = new URL(request.url ?? "/", "http://cas").searchParams.get("ticket") ?? "";
    const login = /^ST-(.+)-\d+$/.exec(ticket)?.[1];
    const known = login !== undefined && !used.has(ticket);
    used.add(ticket);
    const inside = known
      ? `<cas:authenticationSuccess><cas:user>${login}</cas:user></cas:authenticationSuccess>`
      : `<cas:authenticationFailure code="INVALID_TICKET">refused</cas:authenticationFailure>`;
    response.setHeader("content-type", "text/html;charset=UTF-8");
    response.end(`<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inside}</cas:serviceResponse>`);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cas`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
