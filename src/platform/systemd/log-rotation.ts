/** Logs of nginx, the only ones that nobody turns over: those of Synapse turn by themselves, the rest goes to the journal. */
import type { Component, Site } from "../site.ts";
import { serviceOf } from "./host-parts.ts";
import { userOf } from "./places.ts";

/** Lines about requests hold people's addresses: kept as long as what people sent is, and a year at most (logrotate(8)). */
export function logRotation(site: Site, component: Extract<Component, "nginx" | "element">): string {
  const user = userOf[component];
  const days = Math.min(site.description.retention.messagesDays, 365);
  return `# Rendered by campus.
${site.places[component].log}/*.log {
  su ${user} ${user}
  create 0640 ${user} ${user}
  daily
  rotate ${days}
  maxsize 500M
  compress
  delaycompress
  missingok
  notifempty
  sharedscripts
  postrotate
    systemctl kill --kill-who=main --signal=USR1 ${serviceOf[component]} 2>/dev/null || true
  endscript
}
`;
}
