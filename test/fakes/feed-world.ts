/** A feed of sixty people that tests spoil in one way each, and the source that reads it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSource } from "#adapters/directory/open.ts";
import { HttpSource } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import { type FeedAnswer, type FeedServer, openFeedServer } from "./feed-server.ts";

export const structures = [{ code: "UNIV", type: "ETAB", longLabel: "Université", parents: [] }];

export function person(index: number, more: object = {}) {
  return {
    ...{ id: `000${index}`, login: `a${index}`, givenName: "Zoé", familyName: `Nom ${index}`, state: "active", populations: ["cdi"] },
    ...{ redList: false, assignments: [{ structure: "UNIV", kind: "EMPLOI" }], functions: [], ...more },
  };
}

export const people = Array.from({ length: 60 }, (_, index) => person(index));
export const whole = { version: 1, structures, people };

export interface FeedWorld {
  readonly server: FeedServer;
  /** State folder of the source, made anew by `reset`. */
  folder(): string;
  /** The feed is whole again, nothing was ever read. */
  reset(): void;
  read(changes?: Record<string, unknown>): Promise<SourceReading>;
  /** The error that the read ends with; fails when it ends well. */
  failure(changes?: Record<string, unknown>): Promise<AppError>;
  /** Three pages of twenty, with whatever a page or its answer adds. */
  inPages(more?: (page: number) => object, answer?: (page: number) => FeedAnswer): void;
  close(): Promise<void>;
}

export async function openFeedWorld(): Promise<FeedWorld> {
  const server = await openFeedServer();
  let folder = "";
  const clear = () => folder !== "" && rmSync(folder, { recursive: true, force: true });
  const read = (changes: Record<string, unknown> = {}) => {
    const config = HttpSource.parse({ kind: "http", name: "flux", url: server.url, pageSeconds: 5, ...changes });
    return openSource(config, { base: folder }).read();
  };
  return {
    server,
    folder: () => folder,
    reset() {
      clear();
      folder = mkdtempSync(join(tmpdir(), "campus-feed-"));
      server.answer(() => ({ body: whole }));
    },
    read,
    async failure(changes) {
      const error = await read(changes).catch((caught: unknown) => caught);
      if (error instanceof AppError) return error;
      throw new Error("the read succeeded", { cause: error });
    },
    inPages(more = () => ({}), answer = () => ({})) {
      server.answer(({ url }) => ({ body: pageOf(url, more), ...answer(numberOf(url)) }));
    },
    async close() {
      clear();
      await server.close();
    },
  };
}

function numberOf(url: URL): number {
  return Number(url.searchParams.get("page") ?? "1");
}

function pageOf(url: URL, more: (page: number) => object): object {
  const page = numberOf(url);
  const next = page < 3 ? { next: `?page=${page + 1}` } : {};
  const items = people.slice((page - 1) * 20, page * 20);
  return { version: 1, structures: page === 1 ? structures : [], people: items, ...next, ...more(page) };
}
