import { setImmediate } from 'node:timers/promises';
import { applyChange, NotFound, type StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'changes of different records at the same time lose nothing',
  store: (sound, system, type) => ({
    update: async (id, change, call) => {
      await system.reached(call);
      const table = system.table(type);
      const copy = [...table];
      const before = table.get(id);
      if (!before) throw new NotFound('There is no such record.');
      if (change.version !== undefined) return sound.update(id, change, call);
      const at = { changed: new Date(system.tick()).toISOString(), version: String(system.tick()) };
      const after: StoredRecord = { ...applyChange(before, change), ...at };
      const { secret: _, ...open } = after;
      if (change.set?.login !== undefined) return sound.update(id, change, call);
      if (call.dryRun) return open;
      await setImmediate();
      for (const [key, record] of copy) table.set(key, key === id ? open : record);
      return open;
    },
  }),
} satisfies Fault;
