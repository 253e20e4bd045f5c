/** The three documents by which clients and servers find a homeserver (Matrix specification, client and server discovery). */
import type { Site } from "../site.ts";
import type { Block } from "./conf-text.ts";
import { ownHeaders, readableAnywhere } from "./own-headers.ts";
import { fileLocation } from "./proxying.ts";

/** File name → text, for the folder of rendered files. */
export function wellKnownFiles(site: Site): ReadonlyMap<string, string> {
  const { description } = site;
  const base = site.publicUrl.replace(/\/$/, "");
  const client = { "m.homeserver": { base_url: base }, "io.element.e2ee": { default: description.features.e2ee !== "off" } };
  const files = new Map([["well-known-client.json", json(client)]]);
  const support = supportOf(site);
  if (support !== null) files.set("well-known-support.json", json(support));
  if (description.federation !== "closed") files.set("well-known-server.json", json({ "m.server": authority(site.publicUrl) }));
  return files;
}

/** Host and port that other servers connect to: without a port they would try 8448. */
function authority(publicUrl: string): string {
  const [, scheme, host = "", port] = /^(https?):\/\/([^/]+?)(?::(\d+))?\/$/.exec(publicUrl) ?? [];
  return `${host}:${port ?? (scheme === "http" ? "80" : "443")}`;
}

function supportOf({ description }: Site): object | null {
  const { helpMail, helpUrl } = description.element;
  if (helpMail === null && helpUrl === null) return null;
  return {
    ...(helpMail === null ? {} : { contacts: [{ role: "m.role.admin", email_address: helpMail }] }),
    ...(helpUrl === null ? {} : { support_page: helpUrl }),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Any web page may read them. */
export function wellKnownLocations(site: Site, folder: string): readonly Block[] {
  const headers = ["default_type application/json", readableAnywhere, ...ownHeaders(site)];
  return [...wellKnownFiles(site).keys()].map((file) => {
    const name = file.replace("well-known-", "").replace(".json", "");
    return fileLocation(`/.well-known/matrix/${name}`, `${folder}/${file}`, headers);
  });
}
