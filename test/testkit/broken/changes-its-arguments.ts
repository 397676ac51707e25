import type { Fault } from '../sound.js';

export default {
  caughtBy: 'what a store is given is left as it was',
  store: (sound) => ({
    insert: (record, call) => sound.insert(Object.assign(record, { seen: true }), call),
  }),
} satisfies Fault;
