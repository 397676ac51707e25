import { type Adapter, definePlugin, type Store } from 'scim-gateway/plugin';
import { MemoryStore } from './memory-store.js';
import { memoryOptions } from './options.js';
import { readSeed } from './seed.js';

/** Whole resources, nothing on disk: for trying things, for demonstrations and for conformance runs. */
export default definePlugin({
  name: 'memory',
  options: memoryOptions,
  open(options, host): Adapter {
    const stores = new Map<string, MemoryStore>();
    for (const [type, use] of Object.entries(host.resources)) stores.set(type, new MemoryStore(use, host.now));
    for (const [type, records] of readSeed(options.seed, host.folder)) {
      const store = stores.get(type);
      if (!store)
        throw new Error(`The seed holds "${type}", but the gateway knows only ${[...stores.keys()].join(', ')}.`);
      for (const record of records) store.seed(record);
    }
    return {
      stores: Object.fromEntries(
        [...stores].map(([type, store]): [string, Store] => [
          type,
          {
            meta: store.meta,
            find: (query) => store.find(query),
            get: (id) => store.get(id),
            insert: (record, call) => store.insert(record, call),
            update: (id, change, call) => store.update(id, change, call),
            remove: (id, call) => {
              store.remove(id, call);
              if (call.dryRun) return;
              for (const groups of stores.values()) groups.dropMember(id);
            },
            ...(host.resources[type]?.members !== undefined && {
              memberships: (members: readonly string[]) => store.memberships(members),
            }),
            count: () => store.count(),
          },
        ]),
      ),
    };
  },
});
