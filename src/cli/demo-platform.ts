/** The platform of the demonstration: one Synapse, or every program of a real one; and how a sample person comes in. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describePlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { writeSamplePeople } from "#hosting/cas-service.ts";
import { setDemoPassword } from "#hosting/demo-password.ts";
import { type RunningPlatform, startPlatform } from "#hosting/start-platform.ts";
import { casAttributes } from "#sample/cas-attributes.ts";
import type { University } from "#sample/model.ts";
import { type CliContext, print } from "./context.ts";
import { synapsePython } from "./platform.ts";

export type DemoProfile = "demo" | "lab";

export const demoServer = { name: "demo", serverName: "univ-demo.example" } as const;

export interface DemoPlatformChoice {
  readonly folder: string;
  readonly profile: DemoProfile;
  readonly port: number | null;
}

/** Started, its identities made. Throws what `startPlatform` throws; nothing is left running then. */
export async function startDemoPlatform(context: CliContext, { folder, profile, port }: DemoPlatformChoice): Promise<RunningPlatform> {
  const { identities } = defaultPolicy(demoServer.serverName);
  const deps = await context.deps();
  const platform = describePlatform(demoServer, { profile, stateFolder: join(folder, "platform"), ports: { client: port } });
  print(context, profile === "lab" ? "demo.lab" : "demo.synapse");
  const running = await startPlatform({ platform, identities, python: synapsePython(context), allow: deps.allowedCalls });
  try {
    await deps.bootstrapIdentities(running, defaultPolicy(demoServer.serverName));
    await running.endBootstrap();
  } catch (error) {
    await running.stop();
    throw error;
  }
  print(context, "demo.synapse.up", { url: running.baseUrl });
  return running;
}

/** One password for everybody of the invented university, of this demonstration only. */
export const newDemoPassword = (): string => randomBytes(9).toString("base64url");

/** Where sign-in goes through CAS, the people of that day may come in there. */
export function openSignIn({ site }: RunningPlatform, university: University, password: string): void {
  if (site.sampleCas === null) return;
  const withLogin = university.people.flatMap((person) => (person.login === null ? [] : [{ ...person, login: person.login }]));
  // Of two entries with one login, CAS knows the first.
  const people = new Map(
    withLogin.reverse().map((person) => [person.login, { login: person.login, password, attributes: casAttributes(person) }]),
  );
  writeSamplePeople(site, [...people.values()]);
}

/** Where people sign in by themselves with Synapse's passwords, this one gets one. */
export async function openDoor({ site, baseUrl, asToken }: RunningPlatform, userId: string, password: string): Promise<void> {
  if (site.signIn?.kind === "password") await setDemoPassword({ baseUrl, asToken, userId, password });
}
