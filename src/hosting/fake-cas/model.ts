/** What the small CAS knows: people with passwords and attributes, and the services it may send them to. */

export interface CasPerson {
  readonly login: string;
  readonly password: string;
  /** Several values: the element is repeated. Names are XML names. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

export interface CasService {
  /** Regular expression that the whole address must match, capitals or not, as in the registry of Apereo CAS. End the host with a slash. */
  readonly pattern: string;
  /** Attribute given as the user instead of the login. Somebody without it is given by login, in silence, as Apereo CAS does. */
  readonly principalAttribute?: string;
  /** Attributes of people this service receives; absent: all. Those about the sign-in itself always come. */
  readonly releases?: readonly string[];
}

/** A person as one service sees them. */
export interface Principal {
  readonly user: string;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

const listed = (value: string | readonly string[]): readonly string[] => (typeof value === "string" ? [value] : value);

/** First registered service whose pattern matches the whole address; null: unregistered. */
export function findService(services: readonly CasService[], address: string): CasService | null {
  return services.find(({ pattern }) => new RegExp(`^(?:${pattern})$`, "i").test(address)) ?? null;
}

export function principalFor(person: CasPerson, service: CasService): Principal {
  const all = Object.entries(person.attributes).map(([name, value]) => [name, listed(value)] as const);
  const { principalAttribute, releases } = service;
  const chosen = principalAttribute === undefined ? undefined : all.find(([name]) => name === principalAttribute)?.[1][0];
  return { user: chosen ?? person.login, attributes: new Map(all.filter(([name]) => releases?.includes(name) ?? true)) };
}
