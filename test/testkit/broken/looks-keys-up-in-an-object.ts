import type { StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a key that is not there reads as undefined',
  store: (sound) => ({
    get: async (id, call) => {
      const found = await sound.get(id, call);
      const records: { [id: string]: StoredRecord } = found ? { [id]: found } : {};
      return records[id];
    },
  }),
} satisfies Fault;
