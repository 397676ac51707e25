/** A stretch of a config file's text: offsets, `end` excluded. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where a value stands in a config file. */
export interface Located {
  /** The name that leads to it; absent for an element of a list and for the whole file. */
  readonly key?: Place;
  readonly value: Place;
  /** Neither an object nor a list. */
  readonly scalar: boolean;
}

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
  /** The setting that `pointer` lacks. */
  readonly missing?: string;
  /** The name is wrong, not the value behind it. */
  readonly inName?: true;
  /** Where it is in the text, for faults that no pointer leads to: those of syntax. */
  readonly place?: Place;
}

/** The text of a config file, and where things are in it. */
export interface ConfigSource {
  /** As the user would name it. */
  readonly file: string;
  readonly text: string;
  /** Where the value is that a JSON pointer leads to; undefined where the text does not hold it. */
  readonly locate: (pointer: string) => Located | undefined;
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
