/** Whether a token of the application service works: asked of each process of Synapse, as the reverse proxy would ask for campus. */
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import type { Site, SynapseProcess } from "#platform/site.ts";

/** Every process of Synapse that answers clients at all answers this one; what listens for health alone has no such page. */
const question = "/_matrix/client/v3/account/whoami";

/** Throws `platform.token-unproven {name, expected, status}` for a process where a token in force doesn't work, or the former one still does. */
export async function proveTokens(
  site: Site,
  tokens: { readonly works: readonly string[]; readonly refused: string | null },
): Promise<void> {
  await Promise.all(
    site.processes.map(async (one) => {
      for (const token of tokens.works) await expectStatus(site, one, { token, status: 200 });
      if (tokens.refused !== null) await expectStatus(site, one, { token: tokens.refused, status: 401 });
    }),
  );
}

interface Expected {
  readonly token: string;
  readonly status: number;
}

/** A process may have died by itself just now: asked for as long as such a restart takes. */
async function expectStatus(site: Site, one: SynapseProcess, { token, status }: Expected): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    const seen = await statusAt(site, one, token);
    if (seen === status || seen === 404) return;
    const isAnswer = seen !== null && seen < 500;
    if (isAnswer || Date.now() > end)
      throw new AppError("platform.token-unproven", { name: one.name, expected: status, status: seen ?? "–" });
    await pause(200);
  }
}

async function statusAt({ appServiceAddress }: Site, { client }: SynapseProcess, token: string): Promise<number | null> {
  try {
    const answer = await fetch(`http://${client.address}:${client.port}${question}`, {
      headers: { authorization: `Bearer ${token}`, "x-forwarded-for": appServiceAddress, connection: "close" },
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
