import type { Fault } from '../sound.js';

export default {
  caughtBy: 'what was answered stays as it was when the record changes',
  store: (sound, system, type) => ({
    update: async (id, change, call) => {
      const before = system.table(type).get(id);
      const after = await sound.update(id, change, call);
      if (!before || !after || call.dryRun) return after;
      const same = Object.assign(before, after);
      system.table(type).set(id, same);
      return same;
    },
  }),
} satisfies Fault;
