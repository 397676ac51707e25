import { setTimeout as wait } from 'node:timers/promises';
import { CONTRACT_VERSION } from '../../plugin/index.js';
import { needs, type PluginCheck } from '../check.js';
import { must, show } from '../contract-broken.js';
import { mustHold } from '../same-value.js';
import { validatedOptions } from '../validated-options.js';

/** Promises of the plugin as a whole. */
export const pluginChecks: readonly PluginCheck[] = [
  {
    name: 'it is a plugin of this contract, and its options are a JSON Schema',
    async run({ plugin, options }) {
      must(typeof plugin.name === 'string' && plugin.name !== '', 'A plugin needs a name.');
      must(
        plugin.contract === CONTRACT_VERSION,
        `It was built for contract ${show(plugin.contract)}, not ${CONTRACT_VERSION}.`,
      );
      must(typeof plugin.open === 'function', 'A plugin needs an "open" function.');
      await validatedOptions(plugin, options);
    },
  },
  {
    name: 'open gives an adapter whose stores can be read',
    async run(_, open) {
      const { subjects, host, close } = await open();
      try {
        must(subjects.length > 0, `open gave no store for ${Object.keys(host.resources).join(' or ')}.`);
        for (const { type, store } of subjects) {
          must(Object.hasOwn(host.resources, type), `open gave a store for ${type}, which nobody asked for.`);
          must(store.find !== undefined || store.get !== undefined, `The store for ${type} has neither find nor get.`);
          for (const [name, field] of Object.entries(store.meta ?? {})) {
            must(typeof field === 'string' && field !== '', `meta.${name} of ${type} must name a field.`);
          }
        }
      } finally {
        await close();
      }
    },
  },
  {
    name: 'check reaches the system, says what a person should know, and writes nothing',
    skip: (_, adapter) => (adapter?.check ? undefined : 'the adapter has no check'),
    async run(_, open) {
      const { subjects, close } = await open();
      try {
        const [subject] = subjects;
        if (!subject?.adapter.check) return;
        const counts = async (): Promise<string> =>
          JSON.stringify(
            await Promise.all(subjects.map(async (each) => (each.store.find ? (await each.all()).length : 0))),
          );
        const before = await counts();
        const findings = (await subject.adapter.check(subject.call())) ?? [];
        must(Array.isArray(findings), 'check must answer with a list of findings, or with nothing.');
        for (const finding of findings) {
          must(
            typeof finding?.message === 'string' && finding.message !== '',
            `A finding needs a message: ${show(finding)}.`,
          );
        }
        must((await counts()) === before, 'check has changed the records.');
      } finally {
        await close();
      }
    },
  },
  {
    name: 'describe says in single lines how each operation reaches the system',
    skip: (_, adapter) => (adapter?.describe ? undefined : 'the adapter has no describe'),
    async run(_, open) {
      const { subjects, close } = await open();
      try {
        for (const note of subjects[0]?.adapter.describe?.() ?? []) {
          const isLine = typeof note?.does === 'string' && note.does !== '' && !note.does.includes('\n');
          must(isLine && typeof note.operation === 'string', `A note needs an operation and one line: ${show(note)}.`);
          must(
            subjects.some(({ type }) => type === note.resourceType),
            `There is no store for ${show(note.resourceType)}.`,
          );
        }
      } finally {
        await close();
      }
    },
  },
  {
    name: 'close makes what was written safe: it is there when the plugin opens again',
    skip: ({ settings }) => (settings.volatile ? 'settings.volatile says that it is not kept' : undefined),
    async run(_, open) {
      const first = await open();
      const written = [];
      try {
        for (const subject of first.subjects) {
          if (needs('insert')(subject) !== undefined) continue;
          const made = await subject.insertMany(3);
          const [field] = subject.maker.textFields;
          const last = made[2];
          if (field !== undefined && last && subject.store.update) {
            await subject.store.update(subject.keyOf(last), { set: { [field]: 'the last change' } }, subject.call());
          }
          for (const record of made) written.push({ type: subject.type, record: await subject.existing(record) });
        }
      } finally {
        // Its records are taken away below.
        await first.subjects[0]?.adapter.close?.();
      }
      const second = await open();
      try {
        for (const { type, record } of written) {
          const subject = second.subjects.find((each) => each.type === type);
          must(subject !== undefined, `Opened again, there is no store for ${type}.`);
          mustHold('a record after close and open', await subject.read(subject.keyOf(record)), record, subject.use);
          await subject.store.remove?.(subject.keyOf(record), subject.call());
        }
      } finally {
        await second.close();
      }
    },
  },
  {
    name: 'close releases everything: nothing keeps the process alive, and it opens again',
    async run({ settings: { patience = 5_000 } }, open) {
      const before = resources();
      for (let round = 0; round < 2; round++) {
        const { subjects, close } = await open();
        for (const subject of subjects) if (subject.store.find) await subject.all();
        await close();
      }
      const end = Date.now() + patience;
      let left = more(resources(), before);
      while (left.length > 0 && Date.now() < end) {
        await wait(10);
        left = more(resources(), before);
      }
      must(left.length === 0, `After close, these still keep the process alive: ${left.join(', ')}.`);
    },
  },
];

function resources(): readonly string[] {
  return process.getActiveResourcesInfo();
}

/** What is there more often than before. */
function more(now: readonly string[], before: readonly string[]): readonly string[] {
  const count = (list: readonly string[], kind: string): number => list.filter((each) => each === kind).length;
  return [...new Set(now)].filter((kind) => count(now, kind) > count(before, kind));
}
