/** One thing that is wrong with a config file. */
export interface Fault {
  /** JSON pointer to the value, or to where it is missing. */
  readonly pointer: string;
  /** A sentence: what was found and what should be there. Never the value of a secret. */
  readonly message: string;
  /** What is possible instead. */
  readonly allowed?: readonly string[];
  /** What was perhaps meant. */
  readonly suggestion?: string;
}

/** The text of a config file, and where things are in it. */
export interface ConfigSource {
  /** As the user would name it. */
  readonly file: string;
  readonly text: string;
  /** Offsets in the text of the key (or the value in a list) that a pointer leads to; undefined where that is unknown. */
  readonly locate: (pointer: string) => { readonly start: number; readonly end: number } | undefined;
}

/** The config cannot be used; all its faults at once. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[];
  readonly source: ConfigSource | undefined;

  constructor(faults: readonly Fault[], source?: ConfigSource) {
    super(faults.map(({ message }) => message).join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
    this.source = source;
  }
}
