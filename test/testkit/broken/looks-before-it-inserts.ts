import { setImmediate } from 'node:timers/promises';
import { Conflict } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'of two new records with one unique value at the same time, one wins',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      const lower = String(record.login).toLowerCase();
      const taken = [...system.table(type).values()].some(({ login }) => String(login).toLowerCase() === lower);
      if (record.login !== undefined && taken) throw new Conflict('The login is taken.');
      await setImmediate();
      const made = await sound.insert({ ...record, login: call.requestId + Math.random() }, call);
      const kept = { ...made, login: record.login ?? '' };
      if (!call.dryRun) system.table(type).set(String(made.id), kept);
      return kept;
    },
  }),
} satisfies Fault;
