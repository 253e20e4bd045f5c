/** Names of the cases that every sample must hold. */
const awkward = `
homonyms near-homonyms hyphenated-name two-word-given-name apostrophe-name particle-name foreign-name short-name one-word-name long-name
transliterated-name upper-case-name trailing-spaces double-space-name decomposed-accents markup-name null-given-name formula-name digit-name
no-break-space long-display-name missing-mail duplicate-mail duplicate-login login-reused without-login without-id leading-zero-id numeric-login
without-status staff-and-student red-list red-listed-director without-assignment overlapping-assignments assignment-to-come assignment-ended
assignment-in-closed-structure assignment-in-fictitious-structure assignment-in-external-structure assignment-in-unknown-structure
sentinel-dates leap-day month-in-the-minutes french-dates contract-renewed-late contract-ending-first-of-september
leaving-announced account-expired account-to-come active-in-disabled-branch disabled-by-branch-alone disabled-in-people-branch
ignored-etudiant ignored-retraite ignored-invite ignored-lecteur ignored-fictif
vacant-function function-expired-long-ago function-expired-without-successor function-expired-with-successor function-to-come function-unmapped
function-without-assignment functions-in-two-structures function-interim-overlap
structure-fictitious structure-external structure-body structure-without-acronym structure-acronym-in-label structure-long-label
structure-special-characters structure-two-parents structure-orphan structure-cycle structure-code-characters structure-closed structure-closing-today
structure-closing-later structure-sentinel-dates structure-too-small structure-under-closed-parent
`;

const timeline = `
event-joined event-left event-moved event-name-changed event-mail-changed event-red-listed event-function-handed-over event-function-ended
event-contract-renewed event-account-opened event-login-renamed event-login-reused event-vanished event-ids-merged
event-structure-renamed event-code-changed event-parent-added event-structure-split event-structures-merged event-structure-reopened
`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const awkwardCases = words(awkward);
export const timelineCases = words(timeline);
