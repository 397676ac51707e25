import type { Fault } from '../sound.js';

export default {
  caughtBy: 'changing a record that is not there is NotFound, and makes none',
  store: (sound, system, type) => ({
    update: async (id, change, call) => {
      await system.reached(call);
      if (!system.table(type).has(id)) throw new Error('HTTP 404');
      return sound.update(id, change, call);
    },
  }),
} satisfies Fault;
