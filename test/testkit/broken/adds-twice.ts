import type { FieldValue } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'adding to and removing from a list changes these elements only, and may be done twice',
  store: (sound, system, type) => ({
    update: (id, change, call) => {
      const tags = change.lists?.tags;
      const before = system.table(type).get(id)?.tags;
      if (!tags?.add || tags.remove || !Array.isArray(before)) return sound.update(id, change, call);
      const doubled = [...(before as readonly FieldValue[]), ...tags.add];
      return sound.update(id, { set: { tags: doubled } }, call);
    },
  }),
} satisfies Fault;
