/** The service receives what SCIM clients push, as long as it runs. */
import { AppError } from "#core/errors.ts";
import type { Log } from "#engine/log.ts";
import type { Worker } from "#engine/serve/worker.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, tell } from "./context.ts";
import type { Hub, ScimListener } from "./deps.ts";
import { reportError } from "./report-error.ts";

/** While another process has the address: the other service of the site, which may end. */
const retryMs = 30_000;

export interface Receiving {
  readonly context: CliContext;
  readonly hub: Pick<Hub, "listenScim" | "timer">;
  readonly log: Log;
  /** Whoever runs the passes of a server. */
  readonly workers: ReadonlyMap<string, Pick<Worker, "pushed">>;
}

export interface Receiver {
  /** Nobody new is heard; resolves once the requests under way are answered. */
  close(): Promise<void>;
}

/** An address that is taken is told once and tried again: passes go on meanwhile. */
export async function receiveScim(receiving: Receiving): Promise<Receiver> {
  let listener: ScimListener | null = null;
  let cancel = (): void => {};
  let closed = false;
  const listen = async (isFirst: boolean): Promise<void> => {
    try {
      const found = await open(receiving);
      if (closed) await found?.close();
      else listener = found;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (isFirst) reportError(receiving.context, error);
      if (!closed) cancel = receiving.hub.timer.after(retryMs, () => void listen(false));
    }
  };
  await listen(true);
  return {
    async close() {
      closed = true;
      cancel();
      await listener?.close();
    },
  };
}

async function open({ context, hub, log, workers }: Receiving): Promise<ScimListener | null> {
  const listener = await hub.listenScim((server) => workers.get(server)?.pushed());
  if (listener === null) return null;
  log.info({ url: listener.url }, "SCIM received");
  tell(context, say(context.lang, "serve.scim", { url: listener.url }));
  return listener;
}
