/** Secrets of a platform: made once, one file each, mode 0600. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { LocalSecrets } from "#platform/render-local.ts";
import type { Layout } from "./layout.ts";
import { readIfThere, writePrivate } from "./private-files.ts";

export interface PlatformSecrets extends LocalSecrets {
  /** Shared secret of Synapse's administrative registration, used once to make the first identity. */
  readonly registration: string;
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

/** Reads the secrets of this platform, making those that are missing. Losing the signing key or macaroon signs everybody out. */
export function openSecrets(layout: Layout): PlatformSecrets {
  readOrMake(layout, "macaroon", token);
  readOrMake(layout, "form", token);
  return {
    asToken: readOrMake(layout, "as-token", token),
    hsToken: readOrMake(layout, "hs-token", token),
    registration: readOrMake(layout, "registration", token),
    signingKey: readOrMake(layout, "signing-key", newSigningKey),
  };
}
