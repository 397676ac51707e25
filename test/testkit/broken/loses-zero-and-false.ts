import type { Fault } from '../sound.js';

export default {
  caughtBy: 'numbers and booleans come back, zero and false too',
  store: (sound) => ({
    insert: (record, call) =>
      sound.insert(Object.fromEntries(Object.entries(record).filter(([, value]) => value === '' || value)), call),
  }),
} satisfies Fault;
