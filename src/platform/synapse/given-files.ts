/** Files that the description points to: used where they are on this machine, or copied to the machine of Synapse. */
import type { Site } from "../site.ts";

/** A file that somebody else made. */
export interface GivenFile {
  /** As the description has it, on the machine of campus. */
  readonly from: string;
  /** As Synapse reads it, on its own machine; the same on the local target. */
  readonly to: string;
}

function given(site: Site, from: string, name: string): GivenFile {
  return { from, to: site.description.target === "local" ? from : `${site.places.synapse.secrets}/${name}` };
}

/** Secret shared with the relay of calls; null where calls are off or have no relay. */
export function relaySecret(site: Site): GivenFile | null {
  const { calls, turn } = site.description.features;
  return calls === "off" || turn === undefined ? null : given(site, turn.secretFile, "turn");
}

/** Secret of Synapse at the OpenID Connect server; null with another way of signing in. */
export function oidcSecret(site: Site): GivenFile | null {
  return site.signIn?.kind === "oidc" ? given(site, site.signIn.clientSecretFile, "oidc-client") : null;
}

/** Registrations of bridges, which hold their tokens. */
export function bridgeFiles(site: Site): readonly GivenFile[] {
  return site.description.features.bridges.map(({ name, registrationFile }) => given(site, registrationFile, `bridge-${name}.yaml`));
}

/** All of them: what the systemd target has to bring to the machine of Synapse, readable by its user only. */
export function givenFiles(site: Site): readonly GivenFile[] {
  return [relaySecret(site), oidcSecret(site), ...bridgeFiles(site)].filter((one) => one !== null);
}
