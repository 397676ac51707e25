import type { Fault } from '../sound.js';

export default {
  caughtBy: 'new records made at the same time are all there, each with its own key',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      let next = system.table(type).size + 1;
      while (system.table(type).has(String(next))) next += 1;
      await system.reached(call);
      return sound.insert({ id: String(next), ...record }, call);
    },
  }),
} satisfies Fault;
