import { Secret } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'a password is in no answer and in no line of the log',
  store: (sound) => ({
    insert: async (record, call) => {
      const { secret } = record;
      const made = await sound.insert(record, call);
      return secret instanceof Secret ? { ...made, secret: secret.reveal() } : made;
    },
  }),
} satisfies Fault;
