import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Draft } from './draft.js';

export interface MemorySource {
  readonly kind: 'memory';
}

const SEED = 'demo.json';

/** The package's example people in memory: they are resources already, so there is nothing to map. */
export function draftMemory(): Draft {
  const seed = fileURLToPath(new URL('../../../../data/demo.json', import.meta.url));
  const plugin = { use: 'memory', options: { seed: SEED } };
  return {
    plugin,
    proposals: [],
    notes: [`Example people, from ${SEED}; what clients change is gone when the gateway stops.`],
    files: { [SEED]: readFileSync(seed, 'utf8') },
    rehearse: (work) => work({ folder: '.', plugin: { use: 'memory', options: { seed } } }),
  };
}
