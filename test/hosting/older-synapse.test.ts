/** A Synapse that can't read its secrets from files of their own is given the same ones in its settings, and no other version is. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parse } from "yaml";
import { describePlatform } from "#config/platform.ts";
import { renderPlatform } from "#hosting/render-platform.ts";
import { synapsePaths } from "#platform/synapse/paths.ts";

const root = mkdtempSync(join(tmpdir(), "campus-older-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function rendered(version: string) {
  const platform = describePlatform(
    { name: "lab", serverName: "univ-demo.example" },
    { stateFolder: join(root, version), profile: "lab", synapse: { version } },
  );
  const { site } = await renderPlatform({ platform, identities: { connector: "c+", agentSmith: "a+" }, allow: [] });
  const paths = synapsePaths(site);
  const secret = (path: string) => readFileSync(path, "utf8").trim();
  return {
    settings: parse(readFileSync(paths.homeserver, "utf8")),
    secrets: { macaroon: secret(paths.macaroon), form: secret(paths.form), replication: secret(paths.replication) },
    mode: statSync(paths.homeserver).mode & 0o777,
  };
}

it("1.118.0 and older", async () => {
  const { settings, secrets, mode } = await rendered("1.118.0");
  expect(settings).toMatchObject({
    macaroon_secret_key: secrets.macaroon,
    form_secret: secrets.form,
    worker_replication_secret: secrets.replication,
  });
  expect(mode).toBe(0o600);
});

it("1.163.2 has their paths alone", async () => {
  const { settings, secrets } = await rendered("1.163.2");
  for (const secret of Object.values(secrets)) expect(JSON.stringify(settings)).not.toContain(secret);
  expect(settings).toMatchObject({ macaroon_secret_key_path: expect.stringMatching(/^\//) });
});
