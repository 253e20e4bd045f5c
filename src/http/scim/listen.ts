/** Listens for SCIM requests, at the loopback address of the configuration. */
import { AppError } from "#core/errors.ts";
import { buildScimApp } from "./app.ts";
import type { ScimDeps } from "./deps.ts";

export interface ScimListener {
  /** Where it listens. */
  readonly url: string;
  /** Nobody new is heard; resolves once the requests under way are answered. */
  close(): Promise<void>;
}

/** Throws `scim.listen`. */
export async function listenScim(deps: ScimDeps): Promise<ScimListener> {
  const { host, port } = deps;
  const app = buildScimApp(deps);
  try {
    return { url: await app.listen({ host, port }), close: () => app.close() };
  } catch (error) {
    await app.close();
    const detail = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new AppError("scim.listen", { address: `${host}:${port}`, detail }, error);
  }
}
