/**
 * The small CAS as a process of its own: `node serve.ts CONFIG.json`. Prints its address when it listens, ends on SIGTERM.
 * Health: `GET /cas/health` answers 200. The shape of the file is `CasConfig`; it and the file of people are mode 0600.
 */
import { AppError } from "#core/errors.ts";
import { errorText } from "#i18n/sentences.ts";
import { readCasConfig, watchCasPeople } from "./read-config.ts";
import { type FakeCas, startFakeCas } from "./start.ts";

async function serve(file: string): Promise<FakeCas> {
  const { people, ...options } = readCasConfig(file);
  return startFakeCas({ ...options, people: watchCasPeople(people) });
}

/** Sentences for whoever reads the log, and the system's own word for what stood in the way. */
function explain(error: AppError): string {
  const { what, toDo } = errorText("fr", error);
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : "";
  return `${what} ${toDo}${cause}\n`;
}

try {
  const cas = await serve(process.argv[2] ?? "");
  process.stdout.write(`${cas.url}\n`);
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => void cas.stop().then(() => process.exit(0)));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(explain(error));
  process.exitCode = 1;
}
