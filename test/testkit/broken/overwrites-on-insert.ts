import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a new record never takes the place of another',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      if (typeof record.id === 'string') system.table(type).delete(record.id);
      return sound.insert(record, call);
    },
  }),
} satisfies Fault;
