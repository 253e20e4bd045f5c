/** nftables rules of one machine: everything refused both ways, but what the table of flows says (nft(8), 1.0). */
import type { HostRole, Site } from "../site.ts";
import { type Flow, flowsOf, type OutsideFlow, outsideFlows } from "./flows.ts";

/** A table of its own: the rules of others stay as they are, and may only refuse more. */
export const firewallTable = "matrix_campus";

/** Rules of the site's own, one chain's per folder: a program beside the platform (backup, supervision) has no other way in or out. */
export const ownRules = { input: "/etc/matrix-campus/firewall.d/input", output: "/etc/matrix-campus/firewall.d/output" } as const;

/** Text for `nft -f`: replaces the whole table at once, so that there is no instant without rules. */
export function renderFirewall(site: Site, role: HostRole, beyond: readonly OutsideFlow[] = []): string {
  const { name, address } = site.hosts[role];
  const flows = flowsOf(site);
  const inward = flows.filter(({ to }) => to === role).flatMap((flow) => inRules(site, flow));
  const between = flows.filter(({ from }) => from === role).map((flow) => outRule(site, flow));
  const outward = outsideFlows(site, beyond)
    .filter(({ from }) => from === role)
    .map(outsideRule);
  return `#!/usr/sbin/nft -f
# Rendered by campus: firewall of ${name} (${address}), the ${role} machine. Everything not written here is refused, both ways.
table inet ${firewallTable} {}
delete table inet ${firewallTable}
table inet ${firewallTable} {
${chain("input", [...always("in"), ...inward, include(ownRules.input), 'limit rate 10/minute log prefix "refused in: "'])}
${chain("forward", [])}
${chain("output", [...always("out"), ...machineItself, ...between, ...outward, include(ownRules.output), refusal, 'limit rate 10/minute log prefix "refused out: "'])}
}
`;
}

/** A pattern that matches no file is no error. */
function include(folder: string): string {
  return `include "${folder}/*.nft"`;
}

/** A program of this machine is told at once, instead of waiting for an answer that never comes. */
const refusal = "meta l4proto tcp reject with tcp reset";

function chain(hook: string, rules: readonly string[]): string {
  const lines = [`type filter hook ${hook} priority filter; policy drop;`, ...rules];
  return `  chain ${hook} {\n${lines.map((line) => `    ${line}\n`).join("")}  }`;
}

/** Answers to what was allowed, the machine with itself, and what addresses need to work at all. */
function always(direction: "in" | "out"): readonly string[] {
  const neighbours = "{ nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert }";
  const errors = "{ destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, echo-reply }";
  return [
    "ct state established,related accept",
    "ct state invalid drop",
    `${direction === "in" ? "iif" : "oif"} lo accept`,
    "icmp type { destination-unreachable, time-exceeded, parameter-problem, echo-request, echo-reply } accept",
    `icmpv6 type ${neighbours} accept`,
    `icmpv6 type ${errors} accept`,
  ];
}

/** Names, time, an address by DHCP, and packages fetched by apt's own user. */
const machineItself = [
  "meta l4proto { tcp, udp } th dport 53 accept",
  "udp dport 123 accept",
  "udp sport 68 udp dport 67 accept",
  "tcp dport { 80, 443 } meta skuid _apt accept",
];

function family(address: string): "ip" | "ip6" {
  return address.includes(":") ? "ip6" : "ip";
}

/** Comments are cut to what nft takes, and can't end their own quotes. */
function told(why: string): string {
  return `accept comment "${why.replace(/["\\\n]/g, " ").slice(0, 100)}"`;
}

function inRules(site: Site, { from, port, why }: Flow): readonly string[] {
  if (from === "anyone") return [`tcp dport ${port} ${told(why)}`];
  const sources = from === "administrators" ? site.description.access.sshFrom : [site.hosts[from].address];
  return sources.map((address) => `${family(address)} saddr ${address} tcp dport ${port} ${told(why)}`);
}

function outRule(site: Site, { to, port, user, why }: Flow): string {
  const { address } = site.hosts[to];
  return `${family(address)} daddr ${address} tcp dport ${port} ${by(user)}${told(why)}`;
}

function outsideRule({ address, port, protocol, user, why }: OutsideFlow): string {
  const target = address === null ? "" : `${family(address)} daddr ${address} `;
  return `${target}${protocol} dport ${port} ${by(user)}${told(why)}`;
}

function by(user: string | undefined): string {
  return user === undefined ? "" : `meta skuid "${user}" `;
}
