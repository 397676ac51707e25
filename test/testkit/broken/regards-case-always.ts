import { mapFilter } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a filter is applied wholly or not at all, and never leaves out what matches',
  store: (sound) => ({
    find: (query, call) => {
      if (!query.filter) return sound.find(query, call);
      const filter = mapFilter(query.filter, (leaf) => (leaf.op === 'pr' ? leaf : { ...leaf, caseExact: true }));
      return sound.find({ ...query, filter }, call);
    },
  }),
} satisfies Fault;
