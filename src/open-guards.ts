import { type Audit, createAuditTrail } from './audit/index.js';
import type { ConnectorConfig, Fault, LoadedConfig } from './config/index.js';
import { compileProtections, type Guards, type TypeSetup } from './connector/index.js';
import type { Logger } from './plugin/index.js';
import { createRails, openRailStore, railFile } from './rails/index.js';

/** What stands before the changes of one connector, as its config says: ready to be opened, where it has no faults. */
export function prepareGuards(
  { name, readOnly, protect, safety, pointer }: ConnectorConfig,
  { stateFolder }: LoadedConfig,
  {
    setups,
    audit,
    log,
  }: { readonly setups: readonly TypeSetup[]; readonly audit: Audit | undefined; readonly log: Logger },
): { readonly faults: readonly Fault[]; open(): Guards } {
  const protections = compileProtections(protect, setups);
  return {
    faults: protections.unknown.map((text) => ({
      pointer: `${pointer}/protect/${protect.indexOf(text)}`,
      message: 'This is no filter over the attributes of a resource type of this connector.',
    })),
    /** @throws Error where what the rails remember cannot be read */
    open: () => ({
      readOnly,
      protect: protections.protect,
      rails:
        safety &&
        createRails(safety, { store: openRailStore(railFile(stateFolder, name)), connector: name, now: Date.now, log }),
      audit: audit && createAuditTrail(audit, { connector: name, log }),
    }),
  };
}
