/** What can be wrong on the machines of a platform: code → the parameters its sentence is given. */

/** The subject of each is a key of campus.yaml, except where no key leads there. */
export const machineFindings = {
  "file-missing": ["file"],
  "file-unreadable": ["file", "reason"],
  "file-elsewhere": ["file"],
  "file-open": ["file", "mode"],
  "element-folder-empty": ["folder"],
  "certificate-unreadable": ["file", "reason"],
  "certificate-expired": ["file", "day"],
  "certificate-early": ["file", "day"],
  "certificate-soon": ["file", "day", "days"],
  "certificate-other-name": ["file", "host"],
  "key-other": ["file", "other"],
  "key-unreadable": ["file", "reason"],
  "port-taken": ["port"],
  "port-forbidden": ["port", "reason"],
  "disk-low": ["folder", "free", "needed"],
  "program-missing": ["name", "package"],
  "program-broken": ["name", "words"],
  "program-old": ["name", "version", "oldest"],
  "synapse-other": ["version", "expected"],
  "not-judged": [],
  "setting-refused": ["name", "words"],
  "file-refused": ["name", "words", "file"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type MachineCode = keyof typeof machineFindings;
