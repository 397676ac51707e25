import type { Fault } from '../sound.js';

export default {
  caughtBy: 'an empty text and null are no value',
  store: (sound) => ({
    update: (id, { set = {}, ...rest }, call) => {
      const texts = Object.entries(set).map(([name, value]) => [name, value === null ? 'null' : value] as const);
      return sound.update(id, { ...rest, set: Object.fromEntries(texts) }, call);
    },
  }),
} satisfies Fault;
