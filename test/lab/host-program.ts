/** Starts one program in a process of its own and prints the program's pid, for tests that kill that process. Argument: the program, as JSON. */
import { type Program, startProgram } from "#hosting/program.ts";

const child = await startProgram(JSON.parse(process.argv[2] ?? "{}") as Program);
console.log(child.identity.pid);
await child.exited;
