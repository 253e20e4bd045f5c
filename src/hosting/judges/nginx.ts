/** nginx tests its rendered files: syntax, values, certificates. It listens nowhere. */
import { dirname, join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { runToEnd } from "../installed-programs.ts";
import { type Bench, type Refusal, refused } from "./judge.ts";

/** The machine of Synapse has one, and on the systemd target that of Element too. */
export async function judgeNginx(bench: Bench, nginx: string): Promise<readonly Finding[]> {
  const mains = bench.files.filter(({ path }) => path.endsWith("/nginx.conf"));
  return (await Promise.all(mains.map(({ path }) => judgeOne(bench, nginx, path)))).flat();
}

async function judgeOne(bench: Bench, nginx: string, main: string): Promise<readonly Finding[]> {
  const { run } = bench.site.places[main.startsWith(`${bench.site.places.element.conf}/`) ? "element" : "nginx"];
  const { code, text } = await runToEnd(nginx, ["-t", "-q", "-p", run, "-e", join(run, "check.log"), "-c", main], { cwd: dirname(main) });
  if (code === 0) return [];
  const words = text.split("\n").find((line) => /\[(emerg|alert|crit)\]/.test(line)) ?? text.split("\n").at(-1) ?? "";
  return [refused(bench, "nginx", refusalOf(words))];
}

function refusalOf(said: string): Refusal {
  const words = said.replace(/^nginx: /, "");
  const [, file = null, line] = / in (\/\S+):(\d+)$/.exec(words) ?? [];
  return { words, setting: settingIn(words), file, line: line === undefined ? null : Number(line) };
}

/** Certificates are read once all files are: nginx then names the file of the certificate and no line. */
function settingIn(words: string): string | null {
  if (/cannot load certificate key|SSL_CTX_use_PrivateKey|key values mismatch/.test(words)) return "ssl_certificate_key";
  return /cannot load certificate /.test(words) ? "ssl_certificate" : null;
}
