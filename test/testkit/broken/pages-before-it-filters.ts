import { compileFieldFilter, type StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a filter, a sort and a page together are told truthfully',
  store: (sound) => ({
    find: async (query, call) => {
      const { filter, page, sort } = query;
      if (!filter || !page) return sound.find(query, call);
      const { records } = await sound.find({ page, ...(sort && { sort }) }, call);
      const found = [...(records as Iterable<StoredRecord>)].filter(compileFieldFilter(filter));
      return { records: found, total: found.length, applied: { filter: true, sort: true, page: true } };
    },
  }),
} satisfies Fault;
