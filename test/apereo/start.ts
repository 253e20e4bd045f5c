/** Apereo CAS as a process on the loopback address, with the people and services of the contract. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CasPerson, CasService } from "#hosting/fake-cas/model.ts";
import { freePort } from "#hosting/ports.ts";
import { endProgram, startProgram, within } from "#hosting/program.ts";
import type { CasHarness } from "../contracts/cas-world.ts";
import { apereo, oidcFolder } from "./files.ts";

export interface ApereoWorld {
  readonly people: readonly CasPerson[];
  readonly services: readonly CasService[];
  /** A client of OpenID Connect, with the address told of sign-outs; absent: CAS alone. */
  readonly oidc?: { readonly clientId: string; readonly clientSecret: string; readonly callback: string; readonly logoutUrl: string };
}

function properties(port: number, folder: string, { people, oidc }: ApereoWorld): string {
  return [
    `server.port=${port}`,
    "server.address=127.0.0.1",
    "server.ssl.enabled=false",
    "server.servlet.context-path=/cas",
    `cas.server.name=http://127.0.0.1:${port}`,
    `cas.server.prefix=http://127.0.0.1:${port}/cas`,
    "cas.tgc.secure=false",
    `cas.authn.accept.users=${people.map(({ login, password }) => `${login}::${password}`).join(",")}`,
    "cas.service-registry.core.init-from-json=true",
    `cas.service-registry.json.location=file:${folder}/services`,
    `cas.authn.attribute-repository.json[0].location=file:${folder}/people.json`,
    ...(oidc === undefined
      ? []
      : [
          `cas.authn.oidc.core.issuer=http://127.0.0.1:${port}/cas/oidc`,
          `cas.authn.oidc.jwks.file-system.jwks-file=file:${folder}/keystore.jwks`,
        ]),
    "",
  ].join("\n");
}

function registered({ pattern, principalAttribute }: CasService, id: number): object {
  const kind = (name: string): string => `org.apereo.cas.services.${name}`;
  return {
    "@class": kind("RegexRegisteredService"),
    serviceId: `^${pattern}`,
    name: `service${id}`,
    id,
    attributeReleasePolicy: { "@class": kind("ReturnAllAttributeReleasePolicy") },
    ...(principalAttribute === undefined
      ? {}
      : {
          usernameAttributeProvider: {
            "@class": kind("PrincipalAttributeRegisteredServiceUsernameProvider"),
            usernameAttribute: principalAttribute,
          },
        }),
  };
}

function oidcClient({ clientId, clientSecret, callback, logoutUrl }: NonNullable<ApereoWorld["oidc"]>): object {
  return {
    "@class": "org.apereo.cas.services.OidcRegisteredService",
    clientId,
    clientSecret,
    serviceId: `^${RegExp.escape(callback)}$`,
    name: "client",
    id: 100,
    bypassApprovalPrompt: true,
    scopes: ["java.util.HashSet", ["openid", "profile"]],
    supportedResponseTypes: ["java.util.HashSet", ["code"]],
    supportedGrantTypes: ["java.util.HashSet", ["authorization_code"]],
    logoutType: "BACK_CHANNEL",
    logoutUrl,
  };
}

function writeFiles(folder: string, port: number, world: ApereoWorld): void {
  const { people, services, oidc } = world;
  mkdirSync(join(folder, "services"));
  const listed = people.map(({ login, attributes }) => [
    login,
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value].flat()])),
  ]);
  writeFileSync(join(folder, "people.json"), JSON.stringify(Object.fromEntries(listed)));
  writeFileSync(join(folder, "cas.properties"), properties(port, folder, world), { mode: 0o600 });
  for (const [index, service] of services.entries())
    writeFileSync(join(folder, `services/service${index + 1}-${index + 1}.json`), JSON.stringify(registered(service, index + 1)));
  if (oidc !== undefined) writeFileSync(join(folder, "services/client-100.json"), JSON.stringify(oidcClient(oidc)));
}

async function untilItAnswers(url: string, exited: Promise<unknown>): Promise<void> {
  for (let second = 0; second < 180; second++) {
    if (await within(exited, 1000)) break;
    const response = await fetch(`${url}/login`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error("Apereo CAS did not start");
}

/** About half a minute and half a gigabyte. */
export async function startApereo(world: ApereoWorld): Promise<CasHarness> {
  const folder = mkdtempSync(join(tmpdir(), "campus-apereo-"));
  const port = await freePort();
  writeFiles(folder, port, world);
  const lib = `${apereo.app}/WEB-INF/classes:${apereo.app}/WEB-INF/lib/*`;
  const classes = world.oidc === undefined ? lib : `${lib}:${oidcFolder}/*`;
  const memory = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const child = await startProgram({
    path: "/usr/bin/java",
    args: [...memory, "-cp", classes, "org.apereo.cas.web.CasWebApplication", `--cas.standalone.configuration-directory=${folder}`],
    folder,
    env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: folder },
    output: join(folder, "out.log"),
  });
  const url = `http://127.0.0.1:${port}/cas`;
  const stop = async (): Promise<void> => {
    await endProgram(child, 15_000);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(url, child.exited);
  } catch (error) {
    await stop();
    throw error;
  }
  // A ticket of Apereo CAS lives ten seconds unless configured otherwise.
  return { url, stop, age: () => pause(10_500) };
}
