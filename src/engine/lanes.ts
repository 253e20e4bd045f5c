/** Runs pieces of work side by side in a bounded number of lanes; what must be serial is one piece. */

export interface LaneWork {
  readonly key: string;
  /** Key of a piece that must have ended first; ignored when it isn't among the work. */
  readonly after: string | null;
  /** Relative length: the longest ready piece starts first, so that no lane is left alone at the end. */
  readonly size: number;
  run(): Promise<void>;
}

/**
 * Ends when every piece has ended. A piece that throws stops new ones from starting;
 * its error is thrown once those already started have ended.
 */
export async function runLanes(work: readonly LaneWork[], lanes: number): Promise<void> {
  const keys = new Set(work.map((piece) => piece.key));
  const ready = work.filter((piece) => isFree(piece, keys)).sort((a, b) => b.size - a.size);
  const waiting = Map.groupBy(
    work.filter((piece) => !isFree(piece, keys)),
    (piece) => piece.after ?? "",
  );
  const running = new Set<Promise<void>>();
  const thrown: unknown[] = [];
  const start = (piece: LaneWork): void => {
    const promise = piece
      .run()
      .then(
        () => void release(waiting, piece.key, ready),
        (error: unknown) => void thrown.push(error),
      )
      .finally(() => running.delete(promise));
    running.add(promise);
  };
  while (ready.length > 0 || running.size > 0) {
    while (thrown.length === 0 && running.size < lanes && ready.length > 0) start(ready.shift() as LaneWork);
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (thrown.length > 0) throw thrown[0];
}

function isFree(piece: LaneWork, keys: ReadonlySet<string>): boolean {
  return piece.after === null || piece.after === piece.key || !keys.has(piece.after);
}

function release(waiting: Map<string, LaneWork[]>, key: string, ready: LaneWork[]): void {
  const freed = waiting.get(key);
  if (!freed) return;
  waiting.delete(key);
  ready.push(...freed);
  ready.sort((a, b) => b.size - a.size);
}
