import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a filter is applied wholly or not at all, and never leaves out what matches',
  store: (sound) => ({
    find: ({ filter: _, ...query }, call) => sound.find(query, call),
  }),
} satisfies Fault;
