/** What a benchmark gives: values beside their floor, measured in the same run. */

export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "MB" | "requests" | "ratio" | "1/s";
  readonly value: number;
  /** What a bare program needs for the same; null when there is no such thing. */
  readonly floor: number | null;
  readonly ratio: number | null;
  /** In words: "≤ 2000 ms", "≤ 2 × floor". */
  readonly goal: string | null;
  readonly holds: boolean | null;
}

/** How much of it: both have defaults of their own in each benchmark. */
export interface Wish {
  /** People of the sample university. */
  readonly people?: number;
  /** Repetitions that the medians are taken from. */
  readonly runs?: number;
}

export interface Benchmark {
  readonly name: string;
  run(wish: Wish): Promise<readonly Figure[]>;
}

interface Measured {
  readonly name: string;
  readonly unit: Figure["unit"];
  readonly value: number;
  readonly floor?: number;
}

/** A figure without a goal: for orientation. */
export function figure({ name, unit, value, floor }: Measured): Figure {
  return { name, unit, value, floor: floor ?? null, ratio: floor === undefined ? null : value / floor, goal: null, holds: null };
}

/** Holds when the value itself is at most `limit`. */
export function figureAtMost(measured: Measured, limit: number): Figure {
  return { ...figure(measured), goal: `≤ ${limit} ${measured.unit}`, holds: measured.value <= limit };
}

/** Holds when the value is at most `limit` times its floor. */
export function figureWithin(measured: Measured & { readonly floor: number }, limit: number): Figure {
  const plain = figure(measured);
  return { ...plain, goal: `≤ ${limit} × floor`, holds: (plain.ratio ?? Number.POSITIVE_INFINITY) <= limit };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
