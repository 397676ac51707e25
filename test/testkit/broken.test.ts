import { readdirSync } from 'node:fs';
import { readyChecks } from 'scim-gateway/testkit';
import t from 'tap';
import { type Fault, soundPlugin } from './sound.js';

const folder = new URL('./broken/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

/** The checks that fail, with their messages: of all, or of the one that is meant to. */
async function failuresOf(fault?: Fault): Promise<ReadonlyMap<string, string>> {
  const { plugin, settings } = soundPlugin(fault);
  const failed = new Map<string, string>();
  for (const { name, skip, run } of await readyChecks({ plugin, options: {}, settings })) {
    if (skip !== undefined || (fault && withoutType(name) !== fault.caughtBy)) continue;
    try {
      await run();
    } catch (error) {
      failed.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return failed;
}

t.test('a sound plugin passes every check, and each is tried with one store or the other', async (t) => {
  t.strictSame([...(await failuresOf())], []);
  const { plugin, settings } = soundPlugin();
  const checks = await readyChecks({ plugin, options: {}, settings });
  const tried = new Set(checks.filter(({ skip }) => skip === undefined).map(({ name }) => withoutType(name)));
  t.strictSame(
    [...new Set(checks.map(({ name }) => withoutType(name)))].filter((name) => !tried.has(name)),
    [],
  );
});

t.test('each broken plugin is caught by the check that is meant for it', async (t) => {
  t.ok(files.length >= 25, `${files.length} broken plugins`);
  const caught = new Set<string>();
  for (const file of files) {
    const { default: fault, stopTimers } = (await import(new URL(file, folder).href)) as {
      default: Fault;
      stopTimers?: () => void;
    };
    const failed = await failuresOf(fault);
    stopTimers?.();
    const names = [...failed.keys()].map(withoutType);
    t.ok(names.includes(fault.caughtBy), `${file}: ${fault.caughtBy}`, { failed: [...failed] });
    caught.add(fault.caughtBy);
  }
  const { plugin, settings } = soundPlugin();
  const all = (await readyChecks({ plugin, options: {}, settings })).map(({ name }) => withoutType(name));
  // The model finds what the others find, in stories that nobody thought of.
  const untested = [...new Set(all)].filter((name) => !caught.has(name) && !name.startsWith('random operations'));
  t.strictSame(untested, [], 'each check has a fault that it catches');
});

function withoutType(name: string): string {
  return name.replace(/^(?:User|Group): /, '');
}
