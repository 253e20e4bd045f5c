/** Where the files of Element Web are on its machine. */
import type { Site } from "../site.ts";

/** Folder of the unpacked archive: another content is another folder, so that a change of version is one rename of nothing. */
export function archiveFolder({ places, description }: Pick<Site, "places" | "description">): string | null {
  const { archive } = description.element;
  return archive === undefined ? null : `${places.element.data}/web-${archive.sha256.slice(0, 12)}`;
}

/** The folder described, else the archive's; null where only the configuration and the welcome page are served. */
export function elementFolder(site: Pick<Site, "places" | "description">): string | null {
  return site.description.element.folder ?? archiveFolder(site);
}
