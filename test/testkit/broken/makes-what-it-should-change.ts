import type { Fault } from '../sound.js';

export default {
  caughtBy: 'changing a record that is not there is NotFound, and makes none',
  store: (sound, system, type) => ({
    update: async (id, change, call) => {
      if (system.table(type).has(id)) return sound.update(id, change, call);
      return sound.insert({ id, ...change.set }, call);
    },
  }),
} satisfies Fault;
