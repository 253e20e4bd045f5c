/** Rules about what people may use, how long contents live, how much and how fast. */
import { type Rule, repeats, told } from "./rule.ts";

/** Versions whose rendered files were read and run by the real program; older than the first they are not written for. */
const tested = ["1.117.0", "1.118.0", "1.163.2"];

const version: Rule = ({ platform, at }) => {
  const { version: value } = platform.synapse;
  const key = `${at}.synapse.version`;
  const [, minor = 0] = value.split(".").map(Number);
  if (minor < 117) return [told(key, "synapse-old", { version: value, oldest: tested[0] ?? "" })];
  return tested.includes(value) ? [] : [told(key, "synapse-untested", { version: value, tested: tested.join(", ") })];
};

/** Behind a campus firewall two people hardly ever reach each other without a relay. */
const calls: Rule = ({ platform: { features }, at }) => {
  const keys = { calls: `${at}.features.calls`, turn: `${at}.features.turn` };
  if (features.calls === "off") return features.turn === undefined ? [] : [told(keys.turn, "relay-without-calls", { other: keys.calls })];
  return features.turn === undefined ? [told(keys.calls, "calls-without-relay", { other: keys.turn })] : [];
};

const bridges: Rule = ({ platform: { features }, at }) => {
  const key = (index: number, name: string) => `${at}.features.bridges.${index}.${name}`;
  return (["name", "registrationFile"] as const).flatMap((property) =>
    repeats(features.bridges.map((bridge) => bridge[property])).map(([index, first]) =>
      told(key(index, property), "bridge-twice", { value: features.bridges[index]?.[property] ?? "", other: key(first, property) }),
    ),
  );
};

const federationNames: Rule = ({ platform: { federation, serverName }, at }) => {
  if (federation === "closed") return [];
  const key = `${at}.federation`;
  return [
    ...federation.filter((value) => value === serverName).map((value) => told(key, "federation-own-name", { value })),
    ...repeats(federation).map(([index]) => told(key, "federation-twice", { value: federation[index] ?? "" })),
  ];
};

/** Anybody of an allowed server could enter it (docs/RULES.md §4). */
const federationRooms: Rule = ({ platform: { federation, name }, at, hasPublicRoom }) =>
  federation !== "closed" && hasPublicRoom
    ? [told(`${at}.federation`, "federation-public", { other: `servers.${name}.policy.structures.establishmentTypes` })]
    : [];

/** The original of a redacted message can't outlive the messages themselves. */
const retention: Rule = ({ platform, at }) => {
  const { messagesDays, redactedDays } = platform.retention;
  if (redactedDays <= messagesDays) return [];
  const params = { value: String(redactedDays), limit: String(messagesDays), other: `${at}.retention.messagesDays` };
  return [told(`${at}.retention.redactedDays`, "retention-contradiction", params)];
};

/** Synapse and nginx write a file whole to disk before it is kept: one of several gigabytes fills the disk and holds a connection. */
const largestFile = 1000;

const uploads: Rule = ({
  platform: {
    uploads: { maxSizeMb },
  },
  at,
}) => (maxSizeMb > largestFile ? [told(`${at}.uploads.maxSizeMb`, "uploads-large", { value: String(maxSizeMb) })] : []);

/**
 * Least that a campus needs behind one address: a lecture that signs in at once, a morning's arrivals. `joinsPerRoom` counts campus's own
 * joins as well: 9,000 arrivals at 10 a second keep people out for a quarter of an hour.
 */
const least = {
  "signInPerAddress.perSecond": 5,
  "signInPerAddress.burst": 50,
  "signInPerAccount.burst": 3,
  "messages.perSecond": 0.2,
  "messages.burst": 5,
  "joinsPerRoom.perSecond": 100,
  "joinsPerRoom.burst": 1000,
} as const;

const limits: Rule = ({ platform, at }) =>
  Object.entries(least).flatMap(([path, limit]) => {
    const [name, property] = path.split(".") as ["messages", "burst"];
    const value = platform.limits[name][property];
    return value < limit ? [told(`${at}.limits.${path}`, "limit-low", { value: String(value), limit: String(limit) })] : [];
  });

export const contentRules: readonly Rule[] = [version, calls, bridges, federationNames, federationRooms, retention, uploads, limits];
