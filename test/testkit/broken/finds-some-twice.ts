import type { Fault } from '../sound.js';

export default {
  caughtBy: 'find without a question gives every record once, as get reads it',
  store: (sound) => ({
    find: async (query, call) => {
      const { total: _, ...result } = await sound.find(query, call);
      const records = [...(result.records as Iterable<never>)];
      return {
        ...result,
        records: query.page || query.filter ? records : [...records, ...records.slice(0, 1)],
        total: records.length,
      };
    },
  }),
} satisfies Fault;
