/** Configuration file of a private slapd that serves one sample directory. */
import type { SlapdPrograms } from "./programs.ts";

export interface SlapdSettings {
  readonly programs: SlapdPrograms;
  readonly schemaFile: string;
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly suffix: string;
  readonly readerDn: string;
  /** Entries one search may return to the reader: in one answer, and over all pages; null = no limit. */
  readonly sizeLimit: number | null;
  readonly pagedLimit: number | null;
  readonly tls: SlapdTls | null;
  /** With groups of systems (posixGroup), and the groups of each person (memberOf). */
  readonly groups: boolean;
}

export interface SlapdTls {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Only the reader may read; nobody writes over the network. */
export function renderSlapdConf(settings: SlapdSettings): string {
  const { programs, suffix } = settings;
  return `${[
    ...["core", "cosine", "inetorgperson", ...(settings.groups ? ["nis"] : [])].map(
      (schema) => `include ${programs.schemas}/${schema}.schema`,
    ),
    `include ${settings.schemaFile}`,
    `pidfile ${settings.runFolder}/slapd.pid`,
    `argsfile ${settings.runFolder}/slapd.args`,
    ...(programs.modules === null ? [] : [`modulepath ${programs.modules}`, "moduleload back_mdb"]),
    ...(settings.groups && programs.modules !== null ? ["moduleload memberof"] : []),
    ...(settings.tls === null ? [] : renderTls(settings.tls)),
    'access to dn.base="" by * read',
    'access to dn.base="cn=Subschema" by * read',
    "database mdb",
    "maxsize 1073741824",
    `suffix "${suffix}"`,
    `directory ${settings.dataFolder}`,
    "dbnosync",
    "index objectClass eq",
    `limits dn.exact="${settings.readerDn}" size=${settings.sizeLimit ?? "unlimited"} size.prtotal=${settings.pagedLimit ?? "unlimited"} time=unlimited`,
    ...(settings.groups ? ["overlay memberof"] : []),
    `access to attrs=userPassword by anonymous auth by * none`,
    `access to * by dn.exact="${settings.readerDn}" read by anonymous auth by * none`,
  ].join("\n")}\n`;
}

function renderTls(tls: SlapdTls): string[] {
  return [`TLSCACertificateFile ${tls.caFile}`, `TLSCertificateFile ${tls.certFile}`, `TLSCertificateKeyFile ${tls.keyFile}`];
}
