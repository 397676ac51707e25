import { queryRecords, type StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'the fields that are asked for come whole',
  store: (sound) => ({
    find: async ({ fields, ...query }, call) => {
      const { records } = await sound.find({}, call);
      const few = [...(records as Iterable<StoredRecord>)].map((record) =>
        fields
          ? Object.fromEntries(Object.entries(record).filter(([name]) => fields.includes(name) && name !== 'tags'))
          : record,
      );
      return queryRecords(few, query);
    },
  }),
} satisfies Fault;
