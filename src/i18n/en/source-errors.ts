/** English text of the errors of sources. */
import type { SourceErrorTexts } from "../tables.ts";

const noPass = "No plan was made and nothing was changed on the server.";

export const sourceErrorsEn: SourceErrorTexts = {
  "source.unreachable": {
    what: "The source[ “{source}”] can't be reached[ ({url})][: {reason}].",
    notDone: noPass,
    toDo: "Check the address, the network and that the directory is running, then start again.",
  },
  "source.refused": {
    what: "The source[ “{source}”] refuses the connection or the reading[ ({dn})][: {detail}][, code {result}].",
    notDone: noPass,
    toDo: "Check the reading identity, its password and its rights on the branches read.",
  },
  "source.timeout": {
    what: "The source[ “{source}”] stopped answering[ after {seconds} {seconds#second#seconds}].",
    notDone: noPass,
    toDo: "Start again later; if it keeps happening, check the load of the directory.",
  },
  "source.partial": {
    what: "The reading of source[ “{source}”] broke off before its end[: {fault@feedFault}][ ({reason})].",
    notDone: `${noPass} A partial read is never used.`,
    toDo: "Check the size limits of the reading identity and the state of the directory, then start again.",
  },
  "source.empty": {
    what: "The source[ “{source}”] gave no entry[ ({branch})].",
    notDone: `${noPass} An empty source never means that everybody left.`,
    toDo: "Check the branch, the filter and the rights of the reading identity.",
  },
  "source.unknown-attribute": {
    what: "The attribute[ “{attribute}”] does not exist in the schema of source[ “{source}”].",
    notDone: noPass,
    toDo: "Correct the attribute mapping in the configuration, or add the SUPANN schema to the directory.",
  },
  "source.not-ready": {
    what: "The source[ “{source}”] has not received its whole directory by SCIM yet.",
    notDone: "No plan was made and nothing was changed on the server: half a directory must not pass for one.",
    toDo: "Wait for the end of the first provisioning, check the numbers with `campus scim status`, then say so: `campus scim complete {source}`.",
  },
  "source.tls": {
    what: "The encrypted connection to source[ “{source}”] failed[ ({reason})].",
    notDone: noPass,
    toDo: "Check the directory's certificate, its dates and the authority's file (`caFile`).",
  },
  "source.file-missing": {
    what: "The file[ {file}] of source[ “{source}”] was not found or can't be read.",
    notDone: noPass,
    toDo: "Check the folder named in the configuration and that the export was delivered.",
  },
  "source.column-missing": {
    what: "The column[ “{column}”] is missing from[ {file}].",
    notDone: noPass,
    toDo: "Check the header of the file: `campus sample --format csv` shows the columns expected.",
  },
  "source.file-malformed": {
    what: "The file[ {file}] is malformed[, line {line}]: a quote is opened there and never closed.",
    notDone: noPass,
    toDo: "Check quotes and separators there, then deliver the file again.",
  },
  "source.view-missing": {
    what: "The view[ {view}] does not exist in the database of the source[ “{source}”], or the reading account can't see it[: {detail}].",
    notDone: noPass,
    toDo: "Check the view's name and schema (`sources[].views`), and the right to read it.",
  },
  "source.query-refused": {
    what: "The database of the source[ “{source}”] refuses the query of the view[ {view}][: {detail}].",
    notDone: noPass,
    toDo: "Try this query with the same account in the database's own client, correct it (`sources[].views`), then start again.",
  },
  "source.answer-invalid": {
    what: "The source[ “{source}”] did not answer as a feed must[ ({url})][: {fault@feedFault}][ ({detail})].",
    notDone: noPass,
    toDo: "Check the address and the paths (`sources[].mapping`), and the answer itself with `curl`.",
  },
  "source.too-large": {
    what: "The answer of the source[ “{source}”] is larger than allowed[ ({megabytes} MB)].",
    notDone: noPass,
    toDo: "Check the feed's address; if it really is so large, raise `maximumMegabytes`.",
  },
};
