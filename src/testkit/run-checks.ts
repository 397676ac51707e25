import type { Adapter } from '../plugin/index.js';
import type { Candidate, OpenPlugin, PluginCheck, StoreCheck } from './check.js';
import { callChecks } from './checks/calls.js';
import { changeChecks } from './checks/changes.js';
import { findingChecks } from './checks/finding.js';
import { keyChecks } from './checks/keys.js';
import { memberChecks } from './checks/members.js';
import { metaChecks } from './checks/meta.js';
import { modelChecks } from './checks/model.js';
import { pluginChecks } from './checks/plugin.js';
import { roundTripChecks } from './checks/round-trip.js';
import { ContractBroken, codeOf, must } from './contract-broken.js';
import { hostFor, KeptLog } from './host.js';
import { Subject } from './subject.js';
import { validatedOptions } from './validated-options.js';

const storeChecks: readonly StoreCheck[] = [
  ...roundTripChecks,
  ...keyChecks,
  ...changeChecks,
  ...findingChecks,
  ...memberChecks,
  ...metaChecks,
  ...callChecks,
  ...modelChecks,
];

/** A check that is ready to run: it opens the plugin, tries it, takes away what it made, and closes it. */
export interface ReadyCheck {
  /** With the resource type in front where it concerns one: `User: count counts the records`. */
  readonly name: string;
  /** Why it cannot be tried with this plugin. */
  readonly skip?: string;
  /** @throws whatever shows that the promise is not kept */
  run(): Promise<void>;
}

/**
 * All promises of the contract, for this plugin. Looks once into it, for what it can do; where it does not open, only the
 * checks that say so are there.
 */
export async function readyChecks(candidate: Candidate): Promise<readonly ReadyCheck[]> {
  // Checked once: a large schema takes its time.
  let valid: Promise<unknown> | undefined;
  const open: OpenPlugin = async () => {
    valid ??= validatedOptions(candidate.plugin, candidate.options);
    return openPlugin(candidate, structuredClone(await valid));
  };
  const ofPlugin = (adapter?: Adapter): readonly ReadyCheck[] =>
    pluginChecks.map((check) => readyPluginCheck(check, candidate, adapter, open));
  let opened: Awaited<ReturnType<OpenPlugin>>;
  try {
    opened = await open();
  } catch {
    return ofPlugin().slice(0, 2);
  }
  try {
    const ofStores = opened.subjects.flatMap((subject) =>
      storeChecks.map((check) => readyStoreCheck(check, subject, opened.subjects, open)),
    );
    const whole = ofPlugin(opened.subjects[0]?.adapter);
    return [...whole.slice(0, -2), ...ofStores, ...whole.slice(-2)];
  } finally {
    await opened.close().catch(() => undefined);
  }
}

function readyPluginCheck(
  check: PluginCheck,
  candidate: Candidate,
  adapter: Adapter | undefined,
  open: OpenPlugin,
): ReadyCheck {
  const skip = check.skip?.(candidate, adapter);
  return { name: check.name, ...(skip !== undefined && { skip }), run: () => check.run(candidate, open) };
}

function readyStoreCheck(check: StoreCheck, seen: Subject, all: readonly Subject[], open: OpenPlugin): ReadyCheck {
  const skip = check.skip?.(seen, all);
  return {
    name: `${seen.type}: ${check.name}`,
    ...(skip !== undefined && { skip }),
    async run() {
      const { subjects, close } = await open();
      try {
        const subject = subjects.find(({ type }) => type === seen.type);
        must(subject !== undefined, `Opened again, there is no store for ${seen.type}.`);
        await check.run(subject, subjects);
      } catch (error) {
        // Who expects a Conflict has caught it: this one met a record that was made to be new.
        if (codeOf(error) !== 'conflict' || !(error instanceof Error)) throw error;
        const hint =
          'A record that no other is like was refused: name the fields that the system keeps unique, in "unique".';
        throw new ContractBroken(`${error.message} ${hint}`, { cause: error });
      } finally {
        for (const subject of subjects) await subject.clear();
        // A close that fails is found by the check of close.
        await close().catch(() => undefined);
      }
    },
  };
}

async function openPlugin({ plugin, settings }: Candidate, options: unknown): ReturnType<OpenPlugin> {
  const log = new KeptLog();
  const host = hostFor(settings, log);
  const adapter = await plugin.open(options, host);
  if (typeof adapter?.stores !== 'object' || adapter.stores === null) {
    throw new ContractBroken('open must give an object with "stores".');
  }
  const subjects = Object.keys(adapter.stores).map((type) => new Subject(type, adapter, host, settings, log));
  const close = async (): Promise<void> => {
    for (const subject of subjects) await subject.clear();
    await adapter.close?.();
  };
  try {
    for (const subject of subjects) await subject.learn();
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { subjects, host, close };
}
