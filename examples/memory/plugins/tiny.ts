import { randomUUID } from 'node:crypto';
import { applyChange, Conflict, definePlugin, NotFound, queryRecords, type StoredRecord } from 'scim-gateway/plugin';

/** People in memory: the whole contract in forty lines. */
export default definePlugin({
  name: 'tiny',
  options: { type: 'object', additionalProperties: false },
  open(_, host) {
    const key = host.resources.User?.key ?? 'id';
    const records = new Map<string, StoredRecord>();
    const existing = (id: string): StoredRecord => {
      const record = records.get(id);
      if (!record) throw new NotFound('There is no such person.');
      return record;
    };
    return {
      stores: {
        User: {
          find: (query) => queryRecords(records.values(), query),
          get: (id) => records.get(id),
          insert(record, { dryRun }) {
            const id = String(record[key] ?? randomUUID());
            if (records.has(id)) throw new Conflict('There is such a person already.');
            if (!dryRun) records.set(id, { ...record, [key]: id });
            return { ...record, [key]: id };
          },
          update(id, change, { dryRun }) {
            const changed = applyChange(existing(id), change);
            if (!dryRun) records.set(id, changed);
            return changed;
          },
          remove: (id, { dryRun }) => void (existing(id) && !dryRun && records.delete(id)),
        },
      },
    };
  },
});
