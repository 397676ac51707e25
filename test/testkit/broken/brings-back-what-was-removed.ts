import { setImmediate } from 'node:timers/promises';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'removing and inserting at the same time lose nothing',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      const copy = [...system.table(type)];
      const made = await sound.insert(record, call);
      await setImmediate();
      if (!call.dryRun)
        for (const [key, kept] of copy) if (!system.table(type).has(key)) system.table(type).set(key, kept);
      return made;
    },
  }),
} satisfies Fault;
