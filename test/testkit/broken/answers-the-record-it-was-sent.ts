import type { Fault } from '../sound.js';

export default {
  caughtBy: 'each new record gets a key of its own, by which it is read',
  store: (sound) => ({
    insert: async (record, call) => {
      await sound.insert(record, call);
      return record;
    },
  }),
} satisfies Fault;
