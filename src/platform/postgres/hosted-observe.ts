/** How campus reads the database of a platform that it renders itself: nobody has to copy an address or a password. */
import type { ObserveConfig } from "#config/observe.ts";
import { internalTlsOf } from "../internal-tls.ts";
import { type Site, secretNames } from "../site.ts";
import type { RoleName } from "./roles.ts";

const observerRole: RoleName = "campus_observer";

/** By the database of this very platform, from the machine of campus; as it is by the API, and where there is no PostgreSQL. */
export function hostedObserve(site: Site, observe: ObserveConfig): ObserveConfig {
  if (observe.kind === "api" || site.database.kind !== "postgres") return observe;
  const { listener, synapse } = site.database;
  const tls = internalTlsOf(site, "campus");
  const encrypted = tls === null ? "" : `?sslmode=verify-full&sslrootcert=${tls.authority}`;
  return {
    kind: "database",
    url: `postgres://${observerRole}@${listener.address}:${listener.port}/${synapse}${encrypted}`,
    passwordFile: `${site.places.campus.secrets}/${secretNames.postgresObserver}`,
    fallback: observe.fallback,
  };
}
