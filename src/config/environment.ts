/** What is read of the environment: locale, configuration file, secret files. */

export type Env = Readonly<Record<string, string | undefined>>;

/** What the command line needs of the environment. */
export interface Environment {
  /** Locale of messages, in POSIX order of precedence. */
  readonly locale: string | undefined;
  /** Configuration file named by `CAMPUS_CONFIG_FILE`. */
  readonly configFile: string | undefined;
  /** Folder that holds `.campus/`, named by `CAMPUS_HOME`; the product's own folder otherwise. */
  readonly home: string | undefined;
  /** Replacements of secret files, `CAMPUS_…_FILE`. */
  readonly secrets: Env;
}

export function readEnvironment(env: Env): Environment {
  return {
    locale: env.LC_ALL || env.LC_MESSAGES || env.LANG || undefined,
    configFile: env.CAMPUS_CONFIG_FILE || undefined,
    home: env.CAMPUS_HOME || undefined,
    secrets: Object.fromEntries(Object.entries(env).filter(([name]) => /^CAMPUS_.+_FILE$/.test(name))),
  };
}
