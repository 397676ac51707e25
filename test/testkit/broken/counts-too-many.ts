import type { Fault } from '../sound.js';

export default {
  caughtBy: 'count counts the records',
  store: (sound) => ({ count: async () => (await sound.count()) + 1 }),
} satisfies Fault;
