/** What a run tells while it goes on. */
import type { Change } from "#core/change.ts";

/** Live news of a run, for progress bars, event streams and logs. */
export type Progress =
  | { readonly at: "reading"; readonly source: string }
  | { readonly at: "observing" }
  | { readonly at: "planning" }
  | { readonly at: "planned"; readonly changes: number; readonly held: number }
  | { readonly at: "applying"; readonly done: number; readonly total: number; readonly last: Change["kind"] }
  | { readonly at: "verifying" };
export type Watch = (progress: Progress) => void;
