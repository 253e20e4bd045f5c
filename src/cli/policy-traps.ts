/** Policies that are valid and yet do harm: told before they do. */
import type { Policy } from "#core/policy.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import type { Finding } from "./finding.ts";

/** Beyond this size a restricted join costs more than an invitation (measured on Synapse 1.163.2). */
const restrictedJoinLimit = 2000;

export function policyFindings(context: CliContext, policy: Policy): Finding[] {
  const { lang } = context;
  const found = trapsIn(policy).map(
    ({ severity, subject, text, remedy }): Finding => ({
      check: "policy",
      severity,
      subject,
      text: say(lang, text, { subject, members: policy.restrictedJoinMaximum }),
      remedy: say(lang, remedy),
    }),
  );
  if (found.length > 0) return found;
  return [{ check: "policy", severity: "ok", subject: policy.serverName, text: say(lang, "doctor.policy.good"), remedy: "" }];
}

interface Trap {
  readonly severity: "warning" | "error";
  readonly subject: string;
  readonly text: TextKey;
  readonly remedy: TextKey;
}

function trapsIn(policy: Policy): Trap[] {
  const traps: Trap[] = [];
  // A leading underscore or a plus sign: no directory issues such a login (docs/RULES.md §1).
  for (const subject of Object.values(policy.identities)) {
    if (/^_|\+/.test(subject)) continue;
    traps.push({ severity: "error", subject, text: "doctor.policy.identities", remedy: "doctor.policy.identities.remedy" });
  }
  if (policy.populations.eligible.length === 0) {
    traps.push({
      severity: "error",
      subject: "populations.eligible",
      text: "doctor.policy.populations",
      remedy: "doctor.policy.populations.remedy",
    });
  }
  if (policy.restrictedJoinMaximum > restrictedJoinLimit) {
    traps.push({
      severity: "warning",
      subject: "restrictedJoinMaximum",
      text: "doctor.policy.large",
      remedy: "doctor.policy.large.remedy",
    });
  }
  return traps;
}
