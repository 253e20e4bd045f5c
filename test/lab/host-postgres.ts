/** A process that hosts the PostgreSQL of a folder until it is killed: argument = the folder. Prints the server's pid. */
import { postgresService, prepareDatabases, preparePostgres } from "#hosting/postgres-service.ts";
import { findProgram } from "#hosting/programs.ts";
import { openDataSite, startService } from "./data-site.ts";

const { site } = await openDataSite({}, process.argv[2]);
const bin = findProgram("postgres") ?? "";
await preparePostgres(site, bin);
const server = await startService(postgresService(site, bin));
await prepareDatabases(site, bin);
console.log(server.state().child?.identity.pid);
setInterval(() => {}, 60_000);
