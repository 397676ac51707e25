import type { CommandSource } from './draft-command.js';
import type { CsvSource } from './draft-csv.js';
import type { MemorySource } from './draft-memory.js';
import type { OpenApiSource } from './draft-openapi.js';
import type { Target } from './target.js';

/** Which application, and where it is. */
export type Source = CsvSource | OpenApiSource | CommandSource | MemorySource;

/** Whom init asks: a person, or the command line. */
export interface Dialogue {
  source(): Promise<Source>;
  target(): Promise<Target>;
  /** Shows what was found out. */
  show(text: string): void;
  /** Whether that is right, and may be written. */
  accepts(): Promise<boolean>;
  /** The last words. */
  end(text: string): void;
}

/** The person does not want to go on. */
export class Cancelled extends Error {
  constructor() {
    super('Nothing was written.');
    this.name = 'Cancelled';
  }
}
