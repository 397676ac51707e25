import { setImmediate } from 'node:timers/promises';
import { VersionMismatch } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'of two changes of one version at the same time, one wins',
  store: (sound, system, type) => ({
    update: async (id, { version, ...change }, call) => {
      if (version !== undefined && system.table(type).get(id)?.version !== version) {
        throw new VersionMismatch('The record has changed since.');
      }
      await setImmediate();
      return sound.update(id, change, call);
    },
  }),
} satisfies Fault;
