import type { Fault } from '../sound.js';

export default {
  caughtBy: 'update answers with the record as it then is, or with nothing',
  store: (sound) => ({
    update: async (id, change, call) => {
      await sound.update(id, change, call);
      return { id, ...change.set };
    },
  }),
} satisfies Fault;
