/** What may be wrong with an answer of a feed, or with all of its pages together. Sentences live in src/i18n. */
export type FeedFault =
  | "content-type"
  | "json"
  | "shape"
  | "version"
  | "status"
  | "redirect"
  | "paging-loop"
  | "paging-origin"
  | "too-many-pages"
  | "changed"
  | "total"
  | "cut";
