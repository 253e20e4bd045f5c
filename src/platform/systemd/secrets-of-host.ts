/** Which secret reaches which machine, and the user who reads it there; no other secret does. */
import { internalTlsNames } from "../internal-tls.ts";
import { postgresSecretNames } from "../postgres/roles.ts";
import { type Component, type HostRole, hostOf, type Site, secretNames } from "../site.ts";
import { givenFiles } from "../synapse/given-files.ts";
import { componentsOn } from "./host-parts.ts";

export interface SecretPlace {
  readonly component: Component;
  /** Name of the secret among those of the platform, or of a certificate's part. */
  readonly name: string;
  /** Absolute, on the machine. */
  readonly path: string;
}

/** The authority's certificate alone is no secret, and comes by the same way. */
const certificateParts = Object.values(internalTlsNames);

/**
 * Names per component. The token of the application service also stands in Synapse's registration, which is a rendered file; the registration
 * secret is made on the Matrix machine itself, in memory, and never leaves it.
 */
function namesOf(site: Site, component: Component): readonly string[] {
  switch (component) {
    case "synapse": {
      const { macaroon, form, replication, redis, pgpass } = secretNames;
      const withWorkers = site.redis === null ? [] : [replication, redis];
      const withDatabase = site.database.kind === "postgres" ? [pgpass, internalTlsNames.authority] : [];
      return [macaroon, form, ...withWorkers, ...withDatabase, ...givenFiles(site).map(({ to }) => to.slice(to.lastIndexOf("/") + 1))];
    }
    case "redis":
      return [secretNames.redis];
    case "postgres":
      return [...postgresSecretNames(site), ...certificateParts];
    case "nginx":
      return certificateParts;
    case "campus":
      return [secretNames.asToken, ...databasePasswords(site), ...certificateParts];
    default:
      return [];
  }
}

function databasePasswords(site: Site): readonly string[] {
  const { postgresCampus, postgresObserver, postgresFigures } = secretNames;
  return site.database.kind === "postgres" ? [postgresCampus, postgresObserver, postgresFigures] : [];
}

export function secretsOn(site: Site, role: HostRole): readonly SecretPlace[] {
  return componentsOn(site, role).flatMap((component) =>
    namesOf(site, component).map((name) => ({ component, name, path: `${site.places[component].secrets}/${name}` })),
  );
}

/** Kind of certificate that the machine of a role shows: a server's can't be used as a client's. */
export function certificateUseOf(role: HostRole): "server" | "client" | null {
  if (role === "element") return null;
  return hostOf.campus === role ? "client" : "server";
}
