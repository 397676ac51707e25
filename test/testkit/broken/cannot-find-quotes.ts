import type { Fault } from '../sound.js';

export default {
  caughtBy: 'awkward texts can be looked up',
  store: (sound) => ({
    find: (query, call) => {
      const isQuoted = query.filter?.op === 'eq' && String(query.filter.value).includes('""');
      return isQuoted ? { records: [], total: 0, applied: { filter: true } } : sound.find(query, call);
    },
  }),
} satisfies Fault;
