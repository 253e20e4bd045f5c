/** The firewall of each machine: the table of connections, both ends of each, and what nft says of the rules. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { addressIn, flowsOf, outsideFlows } from "#platform/firewall/flows.ts";
import { flowsOfConfig } from "#platform/firewall/flows-of-config.ts";
import { renderFirewall } from "#platform/firewall/render-firewall.ts";
import { hostRoles } from "#platform/systemd/host-parts.ts";
import { addresses, fourMachinesConfig, siteOf } from "../lab/four-machines-site.ts";
import { hasProgram } from "../lab/has-program.ts";

const config = fourMachinesConfig(
  {},
  {
    sources: [
      { kind: "ldap", url: "ldaps://ldap.univ-demo.example", branches: [{ base: "ou=people" }], structures: { base: "ou=structures" } },
    ],
  },
);
const site = siteOf(config);
const rules = (role: (typeof hostRoles)[number]): string => renderFirewall(site, role, flowsOfConfig(config));

/** `from to port`, once each, the fourteen ports of measures as one. */
function table(): readonly string[] {
  const line = ({ from, to, port }: { from: string; to: string; port: number }) => `${from} ${to} ${port >= 9101 ? "measures" : port}`;
  return [...new Set(flowsOf(site).map((flow) => (flow.port === 9443 ? `${flow.from} ${flow.to} 9443` : line(flow))))].sort();
}

describe("who may connect to whom", () => {
  it("is what the description needs, and nothing more", () => {
    expect(table()).toEqual([
      "administrators campus 22",
      "administrators database 22",
      "administrators element 22",
      "administrators matrix 22",
      "anyone element 443",
      "anyone element 80",
      "anyone matrix 443",
      "anyone matrix 80",
      "campus database 5432",
      "campus matrix 9443",
      "campus matrix measures",
      "matrix database 5432",
    ]);
    expect(flowsOf(site).filter(({ port, to }) => to === "matrix" && port > 9100 && port < 9200)).toHaveLength(13);
  });

  it("never lets anybody sign in by SSH when no network is named", () => {
    const closed = siteOf(fourMachinesConfig({ access: { sshFrom: [] } }));
    expect(flowsOf(closed).filter(({ port }) => port === 22)).toEqual([]);
  });

  it("reaches CAS and the directory by their ports, for the programs that ask them alone", () => {
    expect(outsideFlows(site, flowsOfConfig(config))).toEqual([
      {
        from: "matrix",
        address: null,
        port: 443,
        protocol: "tcp",
        user: "matrix-synapse",
        why: "sign-in: Synapse asks who a ticket belongs to",
      },
      { from: "campus", address: null, port: 636, protocol: "tcp", user: "campus", why: "source directory" },
    ]);
    expect(["https://10.1.2.3:8443/cas", "https://[2001:db8::1]/cas", "https://cas.univ-demo.example"].map(addressIn)).toEqual([
      "10.1.2.3",
      "2001:db8::1",
      null,
    ]);
  });

  it("opens federation's way out only where servers are listed", () => {
    const ports = (federation: "closed" | string[]) => outsideFlows(siteOf(fourMachinesConfig({ federation })), []).map(({ port }) => port);
    expect(ports("closed")).toEqual([443]);
    expect(ports(["univ-amie.example"])).toEqual([443, 443, 8448]);
  });
});

describe("rules of a machine", () => {
  it("refuse what isn't written, both ways and across", () => {
    for (const role of hostRoles)
      expect([...rules(role).matchAll(/hook (\w+) .*policy (\w+);/g)].map(([, hook, policy]) => `${hook} ${policy}`)).toEqual([
        "input drop",
        "forward drop",
        "output drop",
      ]);
  });

  it("agree at both ends of a connection between two machines", () => {
    const between = flowsOf(site).filter(({ from }) => from in addresses);
    for (const { from, to, port } of between) {
      expect(rules(to)).toContain(`ip saddr ${site.hosts[from as keyof typeof addresses].address} tcp dport ${port} accept`);
      expect(rules(from as keyof typeof addresses)).toContain(`ip daddr ${site.hosts[to].address} tcp dport ${port} meta skuid`);
    }
    expect(between).toHaveLength(16);
  });

  it.runIf(hasProgram("nft") && process.getuid?.() === 0)("are understood by nft", () => {
    for (const role of hostRoles) {
      // Users of the platform are none of this machine's.
      const text = rules(role).replace(/skuid "[^"]+"/g, "skuid 0");
      const { status, stderr } = spawnSync("nft", ["-c", "-f", "-"], {
        input: text,
        encoding: "utf8",
        env: { PATH: "/usr/sbin:/usr/bin" },
      });
      expect({ role, status, stderr }).toEqual({ role, status: 0, stderr: "" });
    }
  });
});
