import type { Fault } from '../sound.js';

export default {
  caughtBy: 'removing takes away this record only; one that is not there is NotFound',
  store: (sound, system, type) => ({
    remove: async (id, call) => {
      if (system.table(type).has(id)) await sound.remove(id, call);
      else await system.reached(call);
    },
  }),
} satisfies Fault;
