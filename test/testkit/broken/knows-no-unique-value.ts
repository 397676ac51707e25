import { randomUUID } from 'node:crypto';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a unique value that is taken is a Conflict, for new records and for changes',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      const made = await sound.insert({ ...record, login: randomUUID() }, call);
      const kept = { ...made, login: record.login ?? '' };
      if (!call.dryRun) system.table(type).set(String(made.id), kept);
      return kept;
    },
  }),
} satisfies Fault;
