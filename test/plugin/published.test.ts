import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t, { type Test } from 'tap';
import { root, temporaryFolder, writeFiles } from '../helpers/gateway.js';

/** A folder of a stranger's, with the package in its node_modules as npm would have put it there. */
function stranger(t: Test): string {
  const folder = temporaryFolder(t);
  const home = join(folder, 'node_modules/scim-gateway');
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  mkdirSync(home);
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components', '1']);
  for (const name of ['json-schema-to-ts', '@types/node']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}

/** The declaration files that one reaches by its imports. */
function reached(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    reached(join(dirname(file), to.replace(/\.js$/, '.d.ts')), seen);
  }
  return seen;
}

t.test('nothing of the inside shows: the declarations of the contract stay in its folder', (t) => {
  const folder = join(root, 'dist/src/plugin');
  const files = [...reached(join(folder, 'index.d.ts'))].map((file) => relative(folder, file));
  t.ok(files.length > 5);
  t.same(
    files.filter((file) => file.startsWith('..')),
    [],
  );
  t.end();
});

t.test('a stranger writes a typed plugin against the packed package, and mistakes do not compile', async (t) => {
  const folder = stranger(t);
  const source = `
import { Conflict, definePlugin, durationSchema, queryRecords, splitFilter, toMilliseconds } from 'scim-gateway/plugin';
import csv from 'scim-gateway/plugins/csv';
import memory from 'scim-gateway/plugins/memory';

export default definePlugin({
  name: 'badge',
  options: {
    type: 'object',
    properties: { url: { type: 'string' }, pause: durationSchema, mode: { enum: ['fast', 'safe'], default: 'safe' } },
    required: ['url'],
    additionalProperties: false,
  },
  async open(options, host) {
    const url: string = options.url;
    const mode: 'fast' | 'safe' = options.mode;
    const pause: number = toMilliseconds(options.pause ?? 0);
    host.log.info({ url, mode, pause }, 'open');
    return {
      stores: {
        User: {
          find: (query) => {
            const { rest } = query.filter ? splitFilter(query.filter, ({ field }) => field === 'id') : {};
            return rest ? { records: [], applied: { filter: false } } : queryRecords([], query);
          },
          insert: () => { throw new Conflict('There is one already.'); },
        },
      },
    };
  },
});
export const names: string[] = [csv.name, memory.name];
// @ts-expect-error options have the type of their schema
definePlugin({ name: 'x', options: { type: 'object', properties: { a: { type: 'string' } } }, open: (o) => { const a: number = o.a; return { stores: {}, a }; } });
// @ts-expect-error a store's update needs what changes
definePlugin({ name: 'x', options: true, open: () => ({ stores: { User: { update: (a: number) => undefined } } }) });
`;
  await writeFiles(folder, {
    'package.json': { type: 'module' },
    'badge.ts': source,
    'tsconfig.json': {
      compilerOptions: { module: 'NodeNext', target: 'ES2023', strict: true, noEmit: true, types: ['node'] },
      files: ['badge.ts'],
    },
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  let output = '';
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: folder });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  t.equal(output, '', 'with the declarations of libraries checked too');
});
