import type { Plugin } from '../plugin/index.js';
import { readyChecks } from './run-checks.js';
import type { KitSettings } from './settings.js';

/** The part of a test's context that the kit needs: tap's `t` has it, and so has the one of `node:test`. */
export interface TestContext {
  test(name: string, options: { skip?: string | false }, body: (context: unknown) => Promise<void>): unknown;
}

/**
 * Tests every promise of the plugin contract: each is a test of its own below `t`. What a plugin cannot do (which operations its
 * stores have, what its sample holds) is skipped, with the reason. Records that the kit makes it takes away again.
 *
 * @param options as they would stand in the config file
 * @example
 * test('badge', (t) => testPlugin(t, badge, { file: 'badges.json' }, { sample: { User: [{ login: 'ada', name: 'Ada' }] } }));
 */
export async function testPlugin<Options>(
  t: TestContext,
  plugin: Plugin<Options>,
  options: unknown = {},
  settings: KitSettings = {},
): Promise<void> {
  for (const { name, skip, run } of await readyChecks({ plugin: plugin as Plugin, options, settings })) {
    await t.test(name, { skip: skip ?? false }, async (context) => {
      await run();
      passed(context);
    });
  }
}

/** tap takes a test without an assertion for one that was not written yet. */
function passed(context: unknown): void {
  const { pass } = context as { pass?: (message: string) => unknown };
  pass?.call(context, 'holds');
}
