/** A disk that fills up under `.campus/`, for real (a small file system of its own): said plainly, nothing half done, and work goes on once there is room. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runScript } from "../cli/run-campus.ts";
import { openSmallSite } from "../cli/small-site.ts";

const alone = ["--user", "--map-root-user", "--mount"];

function hasMounts(): boolean {
  if (spawnSync("unshare", [...alone, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]).status === 0) return true;
  console.warn("skipped: this machine lets nobody mount a file system of their own (unshare --user --mount)");
  return Boolean(process.env.CI);
}

const script = `
mount -t tmpfs -o size=64m tmpfs .campus
campus plan >plan.out; echo "plan $?"
head -c 200M /dev/zero >.campus/fill 2>/dev/null
campus sync --approve-as Camille; echo "full $?"
rm .campus/fill
campus sync --approve-as Camille --json >sync.out; echo "room $?"
campus plan; echo "again $?"
`;

it.skipIf(!hasMounts())("stops before it writes anything, then resumes", { timeout: 120_000 }, async () => {
  const site = await openSmallSite();
  mkdirSync(join(site.folder, ".campus"));
  const { out, err } = await runScript(site.folder, script, ["unshare", ...alone, "sh"]);
  expect(out, err).toMatch(/plan 3\nfull 1\nroom 0\nRien à faire.*\nagain 0\n$/);
  expect(err).toMatch(/Plus de place.*\(.+\.campus.*\)\.\nCe qui n'a pas été fait.*\nÀ faire\s: Libérez de l'espace disque/);
  const { accounts, rooms, aliases } = site.homeserver.model;
  expect([accounts.size, rooms.size]).toEqual([27, aliases.size]);
  await site.close();
});
