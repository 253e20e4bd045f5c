/** The same sixty days, for a larger university. */
import { replaySixtyDays } from "../lab/replay-synapse.ts";

replaySixtyDays(500);
