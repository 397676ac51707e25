import type { StoredRecord } from 'scim-gateway/plugin';
import type { Fault } from '../sound.js';

export default {
  caughtBy: 'memberships gives the groups of exactly these members',
  store: (_, system, type) => ({
    memberships: async (members) =>
      members.flatMap((member) =>
        [...system.table(type).values()].map((group): [string, StoredRecord] => [member, group]),
      ),
  }),
} satisfies Fault;
