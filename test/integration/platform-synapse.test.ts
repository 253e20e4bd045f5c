/** The rendered files do on a real Synapse what they promise. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describePlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { setDemoPassword } from "#hosting/demo-password.ts";
import { renderPlatform } from "#hosting/render-platform.ts";
import { pythonEnv } from "#hosting/synapse-service.ts";
import { addPerson, clientOf, signIn } from "../lab/ask.ts";
import { allow, hasSynapse, type LabSynapse, labFolder, oneProcess, openSynapse, synapsePython } from "../lab/synapse.ts";

const missing = !hasSynapse();
const run = promisify(execFile);

describe.skipIf(missing)("files accepted by Synapse's own checker", () => {
  it.each(["demo", "production"] as const)("profile %s", async (profile) => {
    const folder = labFolder("render");
    try {
      const platform = describePlatform(
        { name: "lab", serverName: "univ-demo.example" },
        { stateFolder: folder, profile, features: { e2ee: "invite" }, ...oneProcess },
      );
      const { site } = await renderPlatform({ platform, identities: defaultPolicy(platform.serverName).identities, allow });
      const settings = join(folder, "conf/synapse/homeserver.yaml");
      const { stdout } = await run(synapsePython(), ["-m", "synapse.config", "-c", settings], { cwd: folder, env: pythonEnv(site) });
      expect(stdout).toContain("Config parses OK!");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(missing)("a demonstration platform", () => {
  let lab: LabSynapse;
  let camille = "";
  let noor = "";
  const ask: ReturnType<typeof clientOf> = (...input) => clientOf(lab)(...input);

  beforeAll(async () => {
    lab = await openSynapse();
    camille = await addPerson(lab, "dubois001", "Camille Dubois");
    noor = await addPerson(lab, "haddad002", "Noor Haddad");
  });
  afterAll(() => lab?.stop());

  it("listens on the loopback address only", async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter((one) => one.family === "IPv4" && !one.internal),
    );
    for (const { address } of others) {
      const socket = connect(Number(new URL(lab.baseUrl).port), address);
      const outcome = await new Promise((done) => socket.once("connect", () => done("open")).once("error", ({ message }) => done(message)));
      socket.destroy();
      expect(outcome).toContain("ECONNREFUSED");
    }
  });

  it("registers nobody and answers no other server", async () => {
    expect(await ask("POST", "/_matrix/client/v3/register", { username: "x", password: "y" }, { token: null })).toMatchObject({
      status: 403,
    });
    expect(await ask("GET", "/_matrix/federation/v1/version", null, { token: null })).toMatchObject({ status: 404 });
    expect(await ask("GET", "/_matrix/key/v2/server", null, { token: null })).toMatchObject({ status: 404 });
  });

  it("signs a sample person in with a password of the demonstration", async () => {
    await setDemoPassword({ ...lab, userId: camille, password: "a demonstration" });
    const signedIn = await signIn(lab, camille, "a demonstration");
    expect(signedIn).toMatchObject({ status: 200, body: { user_id: camille } });
    const renamed = await ask(
      "PUT",
      `/_matrix/client/v3/profile/${encodeURIComponent(camille)}/displayname`,
      { displayname: "X" },
      { token: String(signedIn.body.access_token) },
    );
    expect(renamed).toMatchObject({ status: 403 });
    await expect(setDemoPassword({ ...lab, userId: `@nobody:${lab.serverName}`, password: "x" })).rejects.toMatchObject({
      code: "matrix.refused",
    });
  });

  it("finds people by name without counting who shares a private room with whom", async () => {
    const made = await ask("POST", "/_matrix/client/v3/createRoom", { preset: "private_chat", invite: [noor] }, { user: camille });
    const room = encodeURIComponent(String(made.body.room_id));
    expect(await ask("POST", `/_matrix/client/v3/rooms/${room}/join`, {}, { user: noor })).toMatchObject({ status: 200 });
    const stranger = await addPerson(lab, "leroy003", "Ange Leroy");
    const found = await ask("POST", "/_matrix/client/v3/user_directory/search", { search_term: "leroy" }, { user: camille });
    expect(found.body).toMatchObject({ results: [{ user_id: stranger }] });
    const database = new DatabaseSync(join(lab.stateFolder, "data/synapse/homeserver.db"), { readOnly: true });
    try {
      expect(database.prepare("SELECT count(*) AS n FROM users_who_share_private_rooms").get()).toEqual({ n: 0 });
      expect(database.prepare("SELECT count(*) AS n FROM local_current_membership WHERE user_id = ?").get(noor)).toEqual({ n: 1 });
    } finally {
      database.close();
    }
  });
});

describe.skipIf(missing)("a production platform", () => {
  it("is bootstrapped all the same, and signs nobody in with a password", async () => {
    const lab = await openSynapse({ profile: "production" });
    try {
      const camille = await addPerson(lab, "dubois001", "Camille Dubois");
      await expect(setDemoPassword({ ...lab, userId: camille, password: "x" })).rejects.toMatchObject({ code: "matrix.refused" });
      expect((await signIn(lab, camille, "x")).status).not.toBe(200);
      const flows = await clientOf(lab)("GET", "/_matrix/client/v3/login", null, { token: null });
      expect(JSON.stringify(flows.body)).not.toContain("m.login.password");
    } finally {
      await lab.stop();
    }
  });
});
