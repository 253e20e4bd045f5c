/** Where each file of Synapse is, on the machine it runs on. */
import { internalTlsOf } from "../internal-tls.ts";
import { type Site, type Slot, secretNames } from "../site.ts";

/** Absolute paths. */
export interface SynapsePaths {
  readonly homeserver: string;
  readonly signingKey: string;
  /** Folder that PYTHONPATH names. */
  readonly modules: string;
  /** Folder of the pages shown during sign-in. */
  readonly templates: string;
  readonly database: string;
  readonly media: string;
  readonly macaroon: string;
  readonly form: string;
  readonly registration: string;
  readonly replication: string;
  readonly redis: string;
  readonly pgpass: string;
  /** Certificate of the authority that signed the database's; null where nothing leaves the machine. */
  readonly databaseAuthority: string | null;
}

export function synapsePaths(site: Site): SynapsePaths {
  const { conf, data, secrets } = site.places.synapse;
  return {
    homeserver: `${conf}/homeserver.yaml`,
    signingKey: `${conf}/signing.key`,
    modules: `${conf}/modules`,
    templates: `${conf}/templates`,
    database: `${data}/homeserver.db`,
    media: `${data}/media`,
    macaroon: `${secrets}/${secretNames.macaroon}`,
    form: `${secrets}/${secretNames.form}`,
    registration: `${secrets}/${secretNames.registration}`,
    replication: `${secrets}/${secretNames.replication}`,
    redis: `${secrets}/${secretNames.redis}`,
    pgpass: `${secrets}/${secretNames.pgpass}`,
    databaseAuthority: internalTlsOf(site, "synapse")?.authority ?? null,
  };
}

type Places = Pick<Site, "places">;

export function workerPath({ places }: Places, name: string): string {
  return `${places.synapse.conf}/workers/${name}.yaml`;
}

export function logConfigPath({ places }: Places, name: string): string {
  return `${places.synapse.conf}/log/${name}.yaml`;
}

export function logPath({ places }: Places, name: string): string {
  return `${places.synapse.log}/${name}.log`;
}

export function pidPath({ places }: Places, name: string): string {
  return `${places.synapse.run}/${name}.pid`;
}

export function registrationPath({ places }: Places, { name }: Pick<Slot, "name">): string {
  return `${places.synapse.conf}/appservice-${name}.yaml`;
}
