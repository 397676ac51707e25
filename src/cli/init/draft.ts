import type { DraftConnector, ProposedMapping } from '../../init/index.js';
import type { Rehearsal } from './open-draft.js';

/** What init has found out of an application, and would write. */
export interface Draft extends DraftConnector {
  /** With their reasons, for a person to judge; none where the records are resources already. */
  readonly proposals: readonly { readonly resourceType: string; readonly proposal: ProposedMapping }[];
  /** Sentences that a person should read. */
  readonly notes: readonly string[];
  /** Files that the config needs besides, by their path relative to it. */
  readonly files?: { readonly [path: string]: string };
  /** Runs with the application as it is to be opened for a look; undefined: it cannot be looked at yet. */
  readonly rehearse?: <Result>(work: (rehearsal: Rehearsal) => Promise<Result>) => Promise<Result>;
}
