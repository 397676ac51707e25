import { InvalidValue } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a change that changes nothing is no error',
  store: (sound, system, type) => ({
    update: (id, change, call) => {
      const record = system.table(type).get(id);
      for (const field of change.unset ?? []) {
        if (record && record[field] === undefined) throw new InvalidValue(`${field} has no value.`);
      }
      return sound.update(id, change, call);
    },
  }),
} satisfies Fault;
