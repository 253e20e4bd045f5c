/** Secrets of a platform: made once, one file each, mode 0600. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LocalSecrets } from "#platform/render-local.ts";
import type { Layout } from "./layout.ts";
import { readIfThere, writePrivate } from "./private-files.ts";

export interface PlatformSecrets extends LocalSecrets {
  /** Shared secret of Synapse's administrative registration, used once to make the first identity; null after that. */
  readonly registration: string | null;
}

const token = (): string => randomBytes(32).toString("base64url");

/** Synapse's key file: `ed25519 a_NAME` and 32 random bytes in base64 without padding. */
function newSigningKey(): string {
  const name = randomBytes(3).toString("hex");
  return `ed25519 a_${name} ${randomBytes(32).toString("base64").replace(/=+$/, "")}`;
}

function readOrMake(layout: Layout, name: string, make: () => string): string {
  const path = join(layout.secrets, name);
  const kept = readIfThere(path)?.trim();
  if (kept) return kept;
  const made = make();
  writePrivate(path, `${made}\n`);
  return made;
}

const bootstrappedMark = (layout: Layout): string => join(layout.run, "bootstrapped");

/** True once the registration secret was destroyed for good. */
export function isBootstrapped(layout: Layout): boolean {
  return readIfThere(bootstrappedMark(layout)) !== null;
}

/** Destroys the registration secret; the platform is then rendered without it. */
export function destroyRegistrationSecret(layout: Layout): void {
  writePrivate(bootstrappedMark(layout), "");
  rmSync(join(layout.secrets, "registration"), { force: true });
}

/** Reads the secrets of this platform, making those that are missing. Losing the signing key or macaroon signs everybody out. */
export function openSecrets(layout: Layout): PlatformSecrets {
  readOrMake(layout, "macaroon", token);
  readOrMake(layout, "form", token);
  return {
    asToken: readOrMake(layout, "as-token", token),
    hsToken: readOrMake(layout, "hs-token", token),
    registration: isBootstrapped(layout) ? null : readOrMake(layout, "registration", token),
    signingKey: readOrMake(layout, "signing-key", newSigningKey),
  };
}
