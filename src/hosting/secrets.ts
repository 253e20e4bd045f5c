/** Secrets of a platform: made once, one file each, mode 0600. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type PlatformSecrets, type Slot, secretNames } from "#platform/site.ts";
import type { Layout } from "./layout.ts";
import { readIfThere, writePrivate } from "./private-files.ts";

export interface OpenedSecrets extends PlatformSecrets {
  /** Token that campus uses now. */
  readonly asToken: string;
  /** Shared secret of Synapse's administrative registration, used once to make the first identity; null after that. */
  readonly registration: string | null;
}

export const newToken = (): string => randomBytes(32).toString("base64url");

/** Synapse's key file: `ed25519 a_NAME` and 32 random bytes in base64 without padding. */
function newSigningKey(): string {
  const name = randomBytes(3).toString("hex");
  return `ed25519 a_${name} ${randomBytes(32).toString("base64").replace(/=+$/, "")}`;
}

function readOrMake(layout: Layout, name: string, make: () => string = newToken): string {
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
  rmSync(join(layout.secrets, secretNames.registration), { force: true });
}

/** Names of the two files of a slot. */
export function slotFiles(name: Slot["name"]): { readonly asToken: string; readonly hsToken: string } {
  return { asToken: `${secretNames.asToken}-${name}`, hsToken: `hs-token-${name}` };
}

/** A slot in force: both of its files are there. */
export function slotIn(layout: Layout, name: Slot["name"]): Slot | null {
  const { asToken, hsToken } = slotFiles(name);
  const [token, other] = [asToken, hsToken].map((file) => readIfThere(join(layout.secrets, file))?.trim());
  return token && other ? { name, asToken: token, hsToken: other } : null;
}

/** The slots in force; the first one is made when there is none. */
function openSlots(layout: Layout): readonly Slot[] {
  const known = [slotIn(layout, "a"), slotIn(layout, "b")].filter((slot) => slot !== null);
  if (known.length > 0) return known;
  const { asToken, hsToken } = slotFiles("a");
  return [{ name: "a", asToken: readOrMake(layout, asToken), hsToken: readOrMake(layout, hsToken) }];
}

const others = [
  secretNames.macaroon,
  secretNames.form,
  secretNames.replication,
  secretNames.redis,
  secretNames.postgresSynapse,
  secretNames.postgresObserver,
  secretNames.postgresFigures,
  secretNames.postgresCampus,
  secretNames.postgresSuperuser,
];

/** Reads the secrets of this platform, making those that are missing. Losing the signing key or macaroon signs everybody out. */
export function openSecrets(layout: Layout): OpenedSecrets {
  for (const name of others) readOrMake(layout, name);
  const slots = openSlots(layout);
  return {
    slots,
    asToken: readOrMake(layout, secretNames.asToken, () => slots[0]?.asToken ?? newToken()),
    registration: isBootstrapped(layout) ? null : readOrMake(layout, secretNames.registration),
    signingKey: readOrMake(layout, "signing-key", newSigningKey),
    inline: {
      macaroon: readOrMake(layout, secretNames.macaroon),
      form: readOrMake(layout, secretNames.form),
      replication: readOrMake(layout, secretNames.replication),
    },
  };
}
