/** One whole read of an LDAP source: node bench/ldap-once.ts CONFIGURATION-AS-JSON. */
import { openSource } from "#adapters/directory/open.ts";
import { LdapSource } from "#config/source.ts";
import { peakMegabytes } from "./child.ts";

const config = LdapSource.parse(JSON.parse(process.argv[2] ?? ""));
const source = openSource(config, { base: "/" });
const start = performance.now();
const { counts } = await source.read();
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ milliseconds, people: counts.people, structures: counts.structures, peak: peakMegabytes() }));
