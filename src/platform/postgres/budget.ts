/** How many connections everything together may open, against what PostgreSQL accepts. */
import type { Platform } from "#config/platform.ts";
import { usesPostgres } from "../resolve.ts";
import { workersOf } from "../worker-table.ts";
import type { RoleName } from "./roles.ts";

export interface BudgetPart {
  readonly role: RoleName;
  readonly connections: number;
}

export interface ConnectionBudget {
  /** Connections when every pool is full. */
  readonly used: number;
  /** Connections left to ordinary roles. */
  readonly limit: number;
  /** One per role: what PostgreSQL is told as the role's own limit. */
  readonly parts: readonly BudgetPart[];
}

/** `superuser_reserved_connections`: the administrator still gets in when all others are taken. */
export const reservedConnections = 3;
/** A process of Synapse opens one more while it starts; a dump takes one. */
const synapseSpare = 4;
/** The pool of campus's store is 5; the command line opens a second one beside the daemon's. */
const campusConnections = 10;
const observerConnections = 4;
const figuresConnections = 2;

/** null without PostgreSQL. It fits when `used` ≤ `limit`. */
export function connectionBudget(description: Platform): ConnectionBudget | null {
  if (!usesPostgres(description)) return null;
  const processes = 1 + workersOf(description).length;
  const parts: readonly BudgetPart[] = [
    { role: "synapse", connections: processes * description.synapse.connectionsPerProcess + synapseSpare },
    { role: "campus", connections: campusConnections },
    { role: "campus_observer", connections: observerConnections },
    { role: "campus_figures", connections: figuresConnections },
  ];
  const used = parts.reduce((sum, { connections }) => sum + connections, 0);
  return { used, limit: maxConnections(description) - reservedConnections, parts };
}

function maxConnections({ database }: Platform): number {
  return database?.kind === "postgres" ? database.maxConnections : 200;
}
