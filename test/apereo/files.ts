/** Apereo CAS for the check against the real one: which files, where they lie, what they must be. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const folder = join(import.meta.dirname, "../../.campus/apereo");

export const apereo = {
  folder,
  artifact: "org.apereo.cas:cas-server-webapp-tomcat:6.6.12:war",
  war: join(folder, "cas-server-webapp-tomcat-6.6.12.war"),
  sha256: "208a2692a72b3194982e16d9ba3b29449d2a52f110cde1005b167ccb73827f00",
  /** The archive unpacked. */
  app: join(folder, "app"),
} as const;

const jar = (name: string, sha256: string) => ({
  artifact: `org.apereo.cas:cas-server-support-${name}:6.6.12`,
  file: `cas-server-support-${name}-6.6.12.jar`,
  sha256,
});

/** What makes it an OpenID Connect server too; each without what it depends on, which the archive holds. */
export const oidcJars = [
  jar("oauth", "d340e4f6e8921ea6ba94c1534afd05cc9ec04c69b80ef4445f95b726d4e2e1dc"),
  jar("oauth-api", "da4143bc6f415c593586944830c858f831039577e66ffa8de40a3f36e931d32d"),
  jar("oauth-core", "a5f7b7882d17f485e18100392d29e038a869f3c3330da6327ea89a2bd3f96093"),
  jar("oauth-core-api", "3fe507a6df87005331a89368d2f68f1e29f496e78701703be9db99186db6327a"),
  jar("oauth-services", "33e6a7f1691a893183387e63628ef079a4a04fba75aef94b9a0bee88253b0f05"),
  jar("oauth-webflow", "f89ea4b28f553a49eadc3fa0fece68c7831d55fd217a05a2370ec3912eab986c"),
  jar("oidc", "4ade00a1f2897b3351fda3ff5c2ce4b438c470edd31dfa4adc5238010bdc2e02"),
  jar("oidc-core", "5cd7c49ba788eef480566a2079b3208e0376aaa99fc8dd23ad2b997879f69b59"),
  jar("oidc-core-api", "ae382ad5a6ae87562e836da8054f2e5f8f870e825f64fcd484716c7234f2ee77"),
  jar("oidc-services", "cd7dff95403007988d47d57252468578490326afdd1c2963d15c8a70368f9163"),
  {
    artifact: "org.jasig.cas.client:cas-client-core:3.6.4",
    file: "cas-client-core-3.6.4.jar",
    sha256: "daab2af8636eac3939a8931469de7c1dea6ecb25516cea9a704a23c7ace48939",
  },
] as const;

/** Folder of those archives, beside the application: the ordinary contract runs without them. */
export const oidcFolder = join(folder, "oidc");

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** What is missing to run it, in one sentence; null: nothing. */
export function missingApereo(): string | null {
  if (!existsSync(join(apereo.app, "WEB-INF/lib"))) return "Apereo CAS is not here: run `node test/apereo/fetch.ts` first";
  if (!oidcJars.every(({ file }) => existsSync(join(oidcFolder, file))))
    return "parts of Apereo CAS are missing: run `node test/apereo/fetch.ts`";
  return existsSync("/usr/bin/java") ? null : "no Java: install a JRE of version 17 or newer";
}
