/** Rules about names, public addresses and ports. */
import { hasReverseProxy } from "../resolve.ts";
import { type Described, isServed, type Rule, repeats, told } from "./rule.ts";
import { type WebAddress, webAddress } from "./web-address.ts";

const addressKeys = ["publicUrl", "elementUrl"] as const;

interface Address {
  readonly key: string;
  readonly url: WebAddress;
}

function addressesOf({ platform, at }: Described): readonly Address[] {
  return addressKeys.flatMap((name) => {
    const text = platform[name];
    return text === null ? [] : [{ key: `${at}.${name}`, url: webAddress(text) }];
  });
}

/** Matrix ids hold the server's name for ever: an address or a port in it can never change. */
const serverName: Rule = ({ platform }) => {
  const { name, serverName: value, profile } = platform;
  const isFixed = /:\d+$/.test(value) || /^\d{1,3}(\.\d{1,3}){3}$/.test(value);
  return profile === "production" && isFixed ? [told(`servers.${name}.serverName`, "server-name-fixed-address", { value })] : [];
};

/** The loopback address that stands in for a missing one is reached by nobody else. */
const areWritten: Rule = ({ platform, at }) => {
  if (!isServed(platform)) return [];
  const needed = hasReverseProxy(platform) ? addressKeys : (["publicUrl"] as const);
  return needed.filter((key) => platform[key] === null).map((key) => told(`${at}.${key}`, "address-missing"));
};

const arePrivate: Rule = (described) =>
  isServed(described.platform)
    ? addressesOf(described)
        .filter(({ url }) => !url.isEncrypted)
        .map(({ key, url }) => told(key, "address-http", { url: url.text }))
    : [];

const areReached: Rule = (described) =>
  isServed(described.platform)
    ? addressesOf(described)
        .filter(({ url }) => url.isLoopback)
        .map(({ key, url }) => told(key, "address-loopback", { url: url.text }))
    : [];

/** An address of this machine names the port that the platform itself listens on: sign-in comes back to it. */
const fitPorts: Rule = (described) => {
  const { platform, at } = described;
  if (platform.target !== "local") return [];
  return addressesOf(described).flatMap(({ key, url }) => {
    const name = key.endsWith("publicUrl") ? "client" : "element";
    if (!url.isLoopback || url.port === platform.ports[name]) return [];
    return [told(key, "address-other-port", { url: url.text, other: `${at}.ports.${name}` })];
  });
};

/** The reverse proxy tells Element from Synapse by the address asked for. */
const areTwo: Rule = (described) => {
  const [first, second] = addressesOf(described);
  if (first === undefined || second === undefined || first.url.host !== second.url.host) return [];
  return [told(second.key, "address-twice", { url: second.url.text, other: first.key })];
};

/** Element is served by the reverse proxy. */
const elementIsServed: Rule = ({ platform, at }) =>
  platform.elementUrl !== null && !hasReverseProxy(platform) && platform.profile !== "demo"
    ? [told(`${at}.elementUrl`, "address-idle", { url: platform.elementUrl })]
    : [];

const portsDiffer: Rule = ({ platform, at }) => {
  const given = Object.entries(platform.ports).filter((entry): entry is [string, number] => entry[1] !== null);
  return repeats(given.map(([, port]) => port)).flatMap(([index, first]) => {
    const [name, port] = given[index] ?? ["", 0];
    return [told(`${at}.ports.${name}`, "port-twice", { port, other: `${at}.ports.${given[first]?.[0] ?? ""}` })];
  });
};

/** Machines of their own have fixed ports. */
const portsAreUsed: Rule = ({ platform, at }) =>
  platform.target === "systemd" && Object.values(platform.ports).some((port) => port !== null) ? [told(`${at}.ports`, "port-idle")] : [];

export const addressRules: readonly Rule[] = [
  serverName,
  areWritten,
  arePrivate,
  areReached,
  fitPorts,
  areTwo,
  elementIsServed,
  portsDiffer,
  portsAreUsed,
];
