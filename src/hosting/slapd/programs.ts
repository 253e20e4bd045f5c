/** Where a machine keeps OpenLDAP's server, its modules and its standard schemas. */
import { accessSync, constants, existsSync } from "node:fs";

export interface SlapdPrograms {
  readonly slapd: string;
  /** Folder of loadable backends; null when they are built in. */
  readonly modules: string | null;
  readonly schemas: string;
}

const programs = ["/usr/sbin/slapd", "/usr/local/sbin/slapd", "/usr/local/libexec/slapd", "/usr/libexec/slapd"];
const modules = ["/usr/lib/ldap", "/usr/lib64/openldap", "/usr/local/libexec/openldap", "/usr/lib/openldap"];
const schemas = ["/etc/ldap/schema", "/etc/openldap/schema", "/usr/local/etc/openldap/schema"];

/** null when this machine can't run slapd (Debian and Ubuntu: package slapd). */
export function findSlapd(): SlapdPrograms | null {
  const slapd = programs.find(isExecutable);
  const folder = schemas.find((path) => existsSync(`${path}/inetorgperson.schema`));
  if (slapd === undefined || folder === undefined) return null;
  return { slapd, schemas: folder, modules: modules.find((path) => existsSync(`${path}/back_mdb.so`)) ?? null };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
