/** The configuration that the machine of campus gets. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "#config/load.ts";
import { flowsOfConfig } from "#platform/firewall/flows-of-config.ts";
import { renderCampusConfig, sourceFiles } from "#platform/systemd/campus-config.ts";
import { fourMachinesConfig, siteOf } from "../lab/four-machines-site.ts";

const ldap = {
  kind: "ldap" as const,
  name: "annuaire",
  url: "ldaps://ldap.univ-demo.example",
  bindDn: "cn=reader",
  passwordFile: "/home/admin/ldap-password",
  caFile: "/home/admin/ca.pem",
  branches: [{ base: "ou=people" }],
  structures: { base: "ou=structures" },
};
const written = fourMachinesConfig({}, { sources: [ldap, { kind: "csv", folder: "/srv/export" }] });
const site = siteOf(written);

describe("campus.yaml of its own machine", () => {
  const file = renderCampusConfig(site, written);
  const config = parseConfig(file.text, "campus.yaml");

  it("reaches Synapse by the internal listener, with its certificate and no platform to run", () => {
    expect(config.servers).toHaveLength(1);
    expect(config.servers[0]).toMatchObject({
      name: "prod",
      url: "https://10.99.0.11:9443",
      tokenFile: "/etc/matrix-campus/campus/secrets/as-token",
      tls: { keyFile: "/etc/matrix-campus/campus/secrets/internal.key" },
    });
    expect(config.servers[0]?.platform).toBeUndefined();
    expect(config.servers[0]?.policy).toEqual(written.servers[0]?.policy);
  });

  it("reads the platform's own database where the site has it read, whatever address was written", () => {
    expect(config.servers[0]?.observe).toEqual({ kind: "api" });
    const observe = { kind: "database", url: "postgres://elsewhere/synapse", passwordFile: "/home/admin/p", fallback: "api" } as const;
    const chosen = { ...written, servers: written.servers.map((server) => ({ ...server, observe })) };
    expect(parseConfig(renderCampusConfig(site, chosen).text, "campus.yaml").servers[0]?.observe).toEqual({
      kind: "database",
      url: "postgres://campus_observer@10.99.0.13:5432/synapse?sslmode=verify-full&sslrootcert=/etc/matrix-campus/campus/secrets/internal-ca.crt",
      passwordFile: "/etc/matrix-campus/campus/secrets/postgres-observer",
      fallback: "api",
    });
  });

  it("keeps its memory in the platform's PostgreSQL, encrypted, the machine proven", () => {
    expect(config.store).toEqual({
      kind: "postgres",
      url: "postgres://campus@10.99.0.13:5432/campus?sslmode=verify-full&sslrootcert=/etc/matrix-campus/campus/secrets/internal-ca.crt",
      passwordFile: "/etc/matrix-campus/campus/secrets/postgres-campus",
    });
  });

  it("finds the files of its sources beside its own secrets; exported tables stay where they are", () => {
    expect(sourceFiles(site, written)).toEqual([
      expect.objectContaining({ from: "/home/admin/ca.pem", to: "/etc/matrix-campus/campus/secrets/source-annuaire-ca" }),
      expect.objectContaining({ from: "/home/admin/ldap-password", to: "/etc/matrix-campus/campus/secrets/source-annuaire-password" }),
    ]);
    expect(config.sources[0]).toMatchObject({ passwordFile: "/etc/matrix-campus/campus/secrets/source-annuaire-password" });
    expect(config.sources[1]).toMatchObject({ folder: "/srv/export" });
  });

  it("keeps a database that the site chose itself", () => {
    const own = { kind: "postgres", url: "postgres://campus@db.univ-demo.example/campus", passwordFile: "/home/admin/db" } as const;
    const chosen = fourMachinesConfig({}, { store: own });
    const brought = "/etc/matrix-campus/campus/secrets/store-password";
    expect(parseConfig(renderCampusConfig(siteOf(chosen), chosen).text, "campus.yaml").store).toEqual({ ...own, passwordFile: brought });
    expect(sourceFiles(siteOf(chosen), chosen)).toEqual([{ from: "/home/admin/db", to: brought }]);
    expect(flowsOfConfig(chosen)).toMatchObject([{ from: "campus", port: 5432, user: "campus" }]);
  });
});
