/** Real slapd servers for tests: the product's own start, with powers to freeze and kill. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSlapd } from "#hosting/slapd/programs.ts";
import { startSlapd } from "#hosting/slapd/start.ts";
import { makeAuthority } from "./authority.ts";

export interface SlapdWish {
  readonly ldif: string;
  readonly suffix?: string;
  readonly tls?: boolean;
  readonly sizeLimit?: number;
  readonly pagedLimit?: number;
  readonly anySyntax?: boolean;
  readonly groups?: boolean;
}

export interface LabSlapd {
  readonly url: string;
  readonly ldapsUrl: string;
  readonly caFile: string;
  readonly bindDn: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly folder: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** The process answers nothing any more, its sockets stay open. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL: connections are cut. */
  kill(): void;
}

/** False, with a printed reason, when the machine has no slapd; on continuous integration the test then fails by itself. */
export function hasSlapd(): boolean {
  if (findSlapd() !== null) return true;
  console.warn("skipped: slapd is not installed (Debian and Ubuntu: apt-get install slapd)");
  return Boolean(process.env.CI);
}

export async function openSlapd(wish: SlapdWish): Promise<LabSlapd> {
  const folder = mkdtempSync(join(tmpdir(), "campus-slapd-"));
  const tls = wish.tls === true ? makeAuthority(folder) : undefined;
  const slapd = await startSlapd({
    folder: join(folder, "slapd"),
    ldif: wish.ldif,
    suffix: wish.suffix ?? "dc=univ-demo,dc=example",
    ...(tls === undefined ? {} : { tls }),
    ...(wish.sizeLimit === undefined ? {} : { sizeLimit: wish.sizeLimit }),
    ...(wish.pagedLimit === undefined ? {} : { pagedLimit: wish.pagedLimit }),
    ...(wish.anySyntax === undefined ? {} : { anySyntax: wish.anySyntax }),
    ...(wish.groups === undefined ? {} : { groups: wish.groups }),
  }).catch((error) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const { url, bindDn, password, passwordFile } = slapd;
  const stop = async () => {
    slapd.process.kill("SIGCONT");
    await slapd.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    ...{ url, bindDn, password, passwordFile, folder, stop },
    ldapsUrl: slapd.ldapsUrl ?? "",
    caFile: tls?.caFile ?? "",
    freeze: () => void slapd.process.kill("SIGSTOP"),
    thaw: () => void slapd.process.kill("SIGCONT"),
    kill: () => void slapd.process.kill("SIGKILL"),
  };
}
