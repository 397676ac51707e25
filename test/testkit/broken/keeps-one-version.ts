import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a version is another after each change, and the same after a read',
  store: (sound) => ({ meta: { ...sound.meta, version: 'made' } }),
} satisfies Fault;
