/** Rooms of templates that a site adds: a structure whose code ends like a template now says "space" in the key of its space. */

/** `lab/projets` was the space of that structure; from now on it would be the room "projets" of `lab`. */
const looksLikeTemplate = (column: string) =>
  `${column} like 'structure:%' and ${column} ~ '/[a-z][a-z0-9-]{0,31}$' and ${column} !~ '/(general|annonces|encadrement)$'`;

const statements: readonly string[] = [
  `update rooms set key = key || '/space' where ${looksLikeTemplate("key")}`,
  `update grants set room = room || '/space' where ${looksLikeTemplate("room")}`,
  `update leaves set room = room || '/space' where ${looksLikeTemplate("room")}`,
];

export const structures = { version: 6, name: "structures", statements };
