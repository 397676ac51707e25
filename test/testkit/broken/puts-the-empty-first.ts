import type { StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a sort that was applied is in order, records without a value last',
  store: (sound) => ({
    find: async (query, call) => {
      const result = await sound.find(query, call);
      const { sort, page } = query;
      if (!sort || page) return result;
      const records = [...(result.records as Iterable<StoredRecord>)];
      const isEmpty = (record: StoredRecord) => (record[sort.field] ?? '') === '';
      return { ...result, records: [...records.filter(isEmpty), ...records.filter((record) => !isEmpty(record))] };
    },
  }),
} satisfies Fault;
