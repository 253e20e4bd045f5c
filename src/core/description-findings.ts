/** What can be wrong in the description of a platform: code → how bad it is, and the parameters its sentence is given. */

interface Kind {
  readonly severity: "error" | "warning";
  readonly params: readonly string[];
}

function wrong(...params: readonly string[]): Kind {
  return { severity: "error", params };
}

function doubtful(...params: readonly string[]): Kind {
  return { severity: "warning", params };
}

/** The subject of each is the key of campus.yaml to change; `other` is the key it contradicts. */
export const descriptionFindings = {
  "sign-in-missing": wrong(),
  "sign-in-password": wrong("profile"),
  "sign-in-sample": wrong("profile", "target"),
  "sign-in-loopback": wrong("url"),
  "sign-in-http": wrong("url"),
  "numeric-prefix-missing": wrong("other"),
  "numeric-prefix-refused": wrong("value"),
  "numeric-prefix-idle": doubtful("other"),
  "cas-attributes-lost": wrong("version", "other"),
  "server-name-fixed-address": wrong("value"),
  "address-missing": wrong(),
  "address-http": wrong("url"),
  "address-loopback": wrong("url"),
  "address-other-port": wrong("url", "other"),
  "address-twice": wrong("url", "other"),
  "address-idle": doubtful("url"),
  "port-twice": wrong("port", "other"),
  "port-idle": doubtful(),
  "hosts-missing": wrong(),
  "hosts-idle": doubtful(),
  "host-twice": wrong("value", "other"),
  "host-loopback": wrong("value"),
  "certificates-missing": wrong(),
  "systemd-demo": wrong(),
  "database-file": wrong(),
  "database-file-workers": wrong(),
  "proxy-off": wrong(),
  "proxy-off-workers": wrong(),
  "synapse-untested": doubtful("version", "tested"),
  "synapse-old": wrong("version", "oldest"),
  "calls-without-relay": doubtful("other"),
  "relay-without-calls": wrong("other"),
  "bridge-twice": wrong("value", "other"),
  "federation-own-name": wrong("value"),
  "federation-twice": doubtful("value"),
  "federation-public": wrong("other"),
  "retention-contradiction": wrong("value", "other", "limit"),
  "uploads-large": doubtful("value"),
  "limit-low": doubtful("value", "limit"),
  "access-everybody": wrong("value"),
  "access-malformed": wrong("value"),
  "access-wide": doubtful("value"),
  "access-nobody": doubtful(),
  "platform-folder-shared": wrong("folder", "other"),
  "platform-port-shared": wrong("port", "other"),
  "platform-host-shared": wrong("value", "other"),
} as const satisfies Readonly<Record<string, Kind>>;

export type DescriptionCode = keyof typeof descriptionFindings;
