import type { Fault } from '../sound.js';

export default {
  caughtBy: 'dates are UTC texts: created stays, lastModified moves with a change and not with a read',
  store: (sound, system, type) => ({
    insert: async (record, call) => {
      const made = await sound.insert(record, call);
      const local = { ...made, made: String(made.made).replace('T', ' ').replace('Z', '') };
      if (!call.dryRun) system.table(type).set(String(made.id), local);
      return local;
    },
  }),
} satisfies Fault;
