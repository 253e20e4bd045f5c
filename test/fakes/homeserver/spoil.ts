/** Faults as they look on the wire: shared by the fake homeserver and the fault proxy. */
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FaultKind } from "./faults.ts";

/** Answers instead of the server, or cuts. True when the request is over: nothing was done. */
export function spoil(fault: FaultKind, response: ServerResponse): boolean {
  const send = (status: number, contentType: string, body: string): true => {
    response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(body) }).end(body);
    return true;
  };
  const refuse = (status: number, body: object): true => send(status, "application/json", JSON.stringify(body));
  switch (fault.kind) {
    case "latency":
    case "cut-after":
    case "truncated":
    case "wrong-type":
      return false;
    case "half-closed":
      response.socket?.end();
      return true;
    case "limited-page":
      return send(429, "text/html", "<html><body><h1>Too many requests</h1></body></html>");
    case "cut":
      response.socket?.destroy();
      return true;
    case "limited":
      return refuse(429, { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: fault.retryAfterMs });
    case "status":
      return refuse(fault.status, { errcode: "M_UNKNOWN", error: "Internal server error" });
    case "unauthorized":
      return refuse(401, { errcode: "M_UNKNOWN_TOKEN", error: "Invalid access token passed." });
    case "html":
      return send(fault.status, "text/html", "<html><body><h1>Welcome</h1></body></html>");
    default:
      return fault satisfies never;
  }
}

export interface Whole {
  readonly status: number;
  readonly head: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** For faults that strike once the work is done: true when the answer was cut, wholly or half-way, or sent under a wrong name. */
export function cutAnswer(fault: FaultKind, response: ServerResponse, whole: Whole): boolean {
  if (fault.kind === "cut-after") {
    response.socket?.destroy();
    return true;
  }
  if (fault.kind === "wrong-type") {
    response.writeHead(whole.status, { ...whole.head, "content-type": "text/plain" }).end(whole.body);
    return true;
  }
  if (fault.kind !== "truncated") return false;
  response.writeHead(whole.status, { ...whole.head, "content-length": whole.body.length });
  response.write(whole.body.subarray(0, Math.floor(whole.body.length / 2)), () => response.socket?.destroy());
  return true;
}
