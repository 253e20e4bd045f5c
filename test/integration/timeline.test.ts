/** Sixty days of the sample on a real Synapse. */
import { replaySixtyDays } from "../lab/replay-synapse.ts";

replaySixtyDays(200);
