/** The import table: what each ring may import. docs/ARCHITECTURE.md shows the same table; this one is enforced. */

export interface Ring {
  /** Rings it may import, as `#ring/…`. */
  readonly rings: readonly string[];
  /** Rings or single files it may import types from (`import type`), nothing else. */
  readonly types: readonly string[];
  /** npm packages; `node` stands for every `node:` module. */
  readonly packages: readonly string[];
  /** No clock, randomness, network, process or file system, by import or by global. */
  readonly pure: boolean;
}

const adapter = {
  rings: ["core"],
  types: ["engine/ports.ts", "engine/notify-ports.ts", "engine/emergency-ports.ts", "config"],
  pure: false,
} as const;

export const rings: Readonly<Record<string, Ring>> = {
  core: { rings: [], types: [], packages: [], pure: true },
  contract: { rings: ["core"], types: [], packages: ["zod"], pure: true },
  i18n: { rings: ["core"], types: [], packages: [], pure: true },
  platform: { rings: ["core"], types: ["config"], packages: [], pure: true },
  sample: { rings: ["core"], types: ["config"], packages: [], pure: true },
  config: { rings: ["core"], types: [], packages: ["zod", "yaml", "node"], pure: false },
  engine: { rings: ["core"], types: [], packages: [], pure: false },
  "adapters/directory": { ...adapter, packages: ["ldapts", "csv-parse", "pg", "mysql2", "oracledb", "node"] },
  "adapters/matrix": { ...adapter, packages: ["pg", "node"] },
  "adapters/notify": { ...adapter, packages: ["nodemailer", "node"] },
  "adapters/schedule": { ...adapter, packages: ["croner"] },
  "adapters/store": { ...adapter, packages: ["kysely", "pg", "@electric-sql/pglite", "node"] },
  hosting: { rings: ["core", "i18n", "engine", "platform"], types: [], packages: ["node"], pure: false },
  http: { rings: ["contract", "core", "i18n", "config", "engine"], types: [], packages: ["fastify", "node"], pure: false },
  cli: {
    rings: ["contract", "core", "i18n", "config", "engine", "platform", "hosting", "sample"],
    types: [],
    packages: ["commander", "node"],
    pure: false,
  },
  "main.ts": { rings: ["cli", "wire"], types: [], packages: ["node"], pure: false },
};

/** Files that may import anything: the composition root, tests, benchmarks. */
export const freeFiles: readonly RegExp[] = [/^src\/wire\//, /\.test\.ts$/, /^test\//, /^bench\//, /^tools\//, /^vitest\.config\.ts$/];

/** The composition root is imported from here only. */
export const wireImporters: readonly RegExp[] = [/^src\/main\.ts$/, /^test\//, /^bench\//];

/** Configuration reaches the rest as values; these few read the environment. */
export const environmentReaders: readonly RegExp[] = [
  /^src\/config\/load\.ts$/,
  /^src\/main\.ts$/,
  /^src\/cli\/test(-child)?\.ts$/,
  /^test\//,
  /^bench\//,
];

/** Tools that insist on a default export. */
export const defaultExporters: readonly RegExp[] = [/^vitest\.config\.ts$/];

export const lineLimit = 300;

/** Ring of a source file: `core`, `adapters/store`, `main.ts`; null outside `src/`. */
export function ringOf(file: string): string | null {
  const parts = file.split("/");
  if (parts[0] !== "src") return null;
  return parts[1] === "adapters" ? `adapters/${parts[2]}` : (parts[1] ?? null);
}
