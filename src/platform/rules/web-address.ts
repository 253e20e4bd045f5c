/** Parts of a web address, as far as rules need them. */
import { isLoopback } from "./loopback.ts";

export interface WebAddress {
  readonly text: string;
  readonly isEncrypted: boolean;
  readonly isLoopback: boolean;
  /** Host with its port, the usual port left out. */
  readonly host: string;
  readonly port: number;
}

/** Of an address that the schema accepted. */
export function webAddress(text: string): WebAddress {
  const [, scheme, name = "", given] = /^(https?):\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/i.exec(text) ?? [];
  const isEncrypted = scheme?.toLowerCase() === "https";
  const usual = isEncrypted ? 443 : 80;
  const port = given === undefined ? usual : Number(given);
  const host = name.toLowerCase();
  return { text, isEncrypted, isLoopback: isLoopback(host), host: port === usual ? host : `${host}:${port}`, port };
}
