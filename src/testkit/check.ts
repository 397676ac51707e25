import type { Adapter, Host, Plugin } from '../plugin/index.js';
import type { KitSettings } from './settings.js';
import type { Subject } from './subject.js';

/** A plugin with what it is to be opened with. */
export interface Candidate {
  readonly plugin: Plugin;
  /** As the author gave them. */
  readonly options: unknown;
  readonly settings: KitSettings;
}

/** A promise of the contract that concerns the plugin as a whole. */
export interface PluginCheck {
  readonly name: string;
  /**
   * Why it cannot be tried with this plugin; undefined where it can.
   * @param adapter undefined where the plugin does not open
   */
  skip?(candidate: Candidate, adapter: Adapter | undefined): string | undefined;
  /** @throws whatever shows that the promise is not kept */
  run(candidate: Candidate, open: OpenPlugin): Promise<void>;
}

/** Opens the plugin as the gateway does. */
export type OpenPlugin = () => Promise<{
  readonly subjects: readonly Subject[];
  readonly host: Host;
  close(): Promise<void>;
}>;

/** A promise of the contract that each store has to keep. */
export interface StoreCheck {
  readonly name: string;
  /** Why it cannot be tried with this store; undefined where it can. */
  skip?(subject: Subject, subjects: readonly Subject[]): string | undefined;
  /** @throws whatever shows that the promise is not kept */
  run(subject: Subject, subjects: readonly Subject[]): Promise<void>;
}

type Operation = 'find' | 'get' | 'insert' | 'update' | 'remove' | 'memberships' | 'count' | 'explain';

/** A reason to skip where the store lacks one of these; and, where it is to insert, where there is nothing to insert. */
export function needs(...operations: readonly Operation[]): (subject: Subject) => string | undefined {
  return ({ store, maker }) => {
    const missing = operations.find((operation) => store[operation] === undefined);
    if (missing !== undefined) return `the store has no ${missing}`;
    if (!operations.includes('insert') || maker.sample.length > 0) return undefined;
    return 'there is neither a sample nor a record to learn from';
  };
}

/** The first of several reasons. */
export function firstOf(
  ...reasons: readonly ((subject: Subject, subjects: readonly Subject[]) => string | undefined)[]
): (subject: Subject, subjects: readonly Subject[]) => string | undefined {
  return (subject, subjects) => {
    for (const reason of reasons) {
      const found = reason(subject, subjects);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** A reason to skip where no field can hold a text of the kit's. */
export function hasText({ maker }: Subject): string | undefined {
  return maker.textFields.length === 0 ? 'no field of the sample holds free text' : undefined;
}
