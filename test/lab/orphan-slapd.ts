/** Program of a test: starts a slapd, prints its pid, waits to be killed. */
import { startSlapd } from "#hosting/slapd/start.ts";

const suffix = "dc=univ-demo,dc=example";
const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: orphan-slapd.ts FOLDER");
const slapd = await startSlapd({ folder, suffix, ldif: `dn: ${suffix}\nobjectClass: domain\ndc: univ-demo\n` });
console.log(slapd.process.pid);
