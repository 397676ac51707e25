import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a change leaves all other fields, and all other records, as they were',
  store: (sound, system, type) => ({
    update: async (id, change, call) => {
      const before = system.table(type).get(id);
      const after = await sound.update(id, change, call);
      if (!before || !after || call.dryRun || !change.set) return after;
      const { id: key, made = '', changed = '', version = '', login = '' } = after;
      const kept = { id: key ?? id, made, changed, version, login, ...change.set };
      system.table(type).set(id, kept);
      return kept;
    },
  }),
} satisfies Fault;
