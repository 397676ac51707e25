import { compileFieldFilter, type FieldComparison } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

/** As SQL's LIKE does with a text that nobody has escaped. */
const like = (text: string, { value, caseExact }: FieldComparison): boolean => {
  const pattern = String(value)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(pattern, caseExact ? 's' : 'is').test(text);
};

export default {
  caughtBy: 'a filter is applied wholly or not at all, and never leaves out what matches',
  store: (sound) => ({
    find: async (query, call) => {
      const { filter } = query;
      if (filter?.op !== 'co') return sound.find(query, call);
      const { records } = await sound.find({}, call);
      const all = [...(records as Iterable<never>)];
      const found = all.filter(
        (record) => compileFieldFilter(filter)(record) || like(String(record[filter.field] ?? ''), filter),
      );
      return { records: found, applied: { filter: true } };
    },
  }),
} satisfies Fault;
