import type { Fault } from '../sound.js';

export default {
  caughtBy: 'pages put together are the whole, each record once, and say the true total',
  store: (sound) => ({
    find: async (query, call) => {
      const result = await sound.find(query, call);
      return query.page ? { ...result, total: [...(result.records as Iterable<unknown>)].length } : result;
    },
  }),
} satisfies Fault;
