import { NotFound } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a key that is not there reads as undefined',
  store: (sound) => ({
    get: async (id, call) => {
      const record = await sound.get(id, call);
      if (!record) throw new NotFound('There is no such record.');
      return record;
    },
  }),
} satisfies Fault;
