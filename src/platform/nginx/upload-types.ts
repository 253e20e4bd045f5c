/** Types of files that people may send: Synapse has no such setting, and tells its modules no type, so the reverse proxy looks. */
import type { Site } from "../site.ts";
import { type Block, block, type Line, pattern, quote } from "./conf-text.ts";
import { ownHeaders, readableAnywhere } from "./own-headers.ts";

/** Answer that chooses what to do next; it never reaches anybody. */
const asOtherType = 472;

/** `image/*` and `text/plain` as one alternative of a regular expression. */
function typePattern(type: string): string {
  return type.endsWith("/*") ? `${type.slice(0, -1)}[^ ;]+` : type.replace(/[.+]/g, "[$&]");
}

/**
 * `$is_other_type`: a file whose announced type isn't on the list. What was announced is all that is known: a file may be something else, and in
 * an encrypted room every file is announced as application/octet-stream. Announcing an upload (`create`, Matrix 1.7) sends none. An address
 * holds no space, so none can bring a type of its own.
 */
export function uploadTypesMap({ description }: Pick<Site, "description">): readonly Line[] {
  const { types } = description.uploads;
  if (types.length === 0) return [];
  const allowed = types.map(typePattern).join("|");
  return [
    block(`map ${quote("$request_method $request_uri $http_content_type")} $is_other_type`, [
      "default 0",
      `${pattern("^POST /_matrix/media/v1/create(?:[?][^ ]*)? ")} 0`,
      `${pattern(`(?i)^(?:POST|PUT) [^ ]+ (?:${allowed}) *(?:;|$)`)} 0`,
      `${pattern("^(?:POST|PUT) ")} 1`,
    ]),
  ];
}

/** Lines of the location where files are sent. `if` holds nothing but a `return`. */
export function refuseOtherTypes({ description }: Pick<Site, "description">): readonly Line[] {
  if (description.uploads.types.length === 0) return [];
  return [`error_page ${asOtherType} = @other_type`, block("if ($is_other_type)", [`return ${asOtherType}`])];
}

/** What the sender is told, in the form of Matrix's errors. */
export function otherTypeLocation(site: Site): readonly Block[] {
  if (site.description.uploads.types.length === 0) return [];
  const answer = {
    errcode: "M_FORBIDDEN",
    error: "Les fichiers de ce type ne sont pas admis ici. / Files of this type cannot be sent here.",
  };
  return [
    block("location @other_type", [
      "default_type application/json",
      "charset utf-8",
      readableAnywhere,
      ...ownHeaders(site),
      `return 403 '${JSON.stringify(answer)}'`,
    ]),
  ];
}
