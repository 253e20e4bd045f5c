/** Files of Element: its configuration and the welcome page, in Element's own folder. */
import type { RenderedFile, Site } from "../site.ts";
import { clientConfig } from "./client-config.ts";
import { welcomePage } from "./welcome-page.ts";

export function renderElement(site: Site): readonly RenderedFile[] {
  if (site.elementUrl === null) return [];
  const { conf } = site.places.element;
  return [
    { component: "element", path: `${conf}/config.json`, text: `${JSON.stringify(clientConfig(site), null, 2)}\n`, mode: 0o644 },
    { component: "element", path: `${conf}/welcome.html`, text: welcomePage(site), mode: 0o644 },
  ];
}
