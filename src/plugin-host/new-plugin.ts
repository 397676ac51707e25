/** A file that `scim-gateway plugins new` writes. */
export interface NewFile {
  /** Relative to the folder of the config file. */
  readonly path: string;
  readonly text: string;
}

/**
 * A plugin that works, over a JSON file, and its test: to be changed line by line into one for another system.
 * @param name what `plugin.use` will say
 * @param typed TypeScript, or plain JavaScript
 */
export function newPlugin(
  name: string,
  { typed }: { readonly typed: boolean },
): readonly [plugin: NewFile, test: NewFile] {
  const extension = typed ? 'ts' : 'mjs';
  return [
    { path: `plugins/${name}.${extension}`, text: pluginText(name, typed) },
    { path: `plugins/${name}.test.${extension}`, text: testText(name, typed) },
  ];
}

function pluginText(name: string, typed: boolean): string {
  const type = (annotation: string): string => (typed ? annotation : '');
  return `import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyChange, Conflict, definePlugin, NotFound, queryRecords${type(', type StoredRecord')} } from 'scim-gateway/plugin';

/** People in a JSON file. Put your own system in the place of \`read\` and \`write\`. */
export default definePlugin({
  name: '${name}',
  version: '0.1.0',
  // Checked before \`open\`; each description is shown by "scim-gateway plugins".
  options: {
    type: 'object',
    properties: {
      file: { type: 'string', description: 'The JSON file with the people, relative to the config file.' },
    },
    required: ['file'],
    additionalProperties: false,
  },
  open(options, host) {
    const file = resolve(host.folder, options.file);
    const key = host.resources.User?.key ?? 'id';

    const read = ()${type(': StoredRecord[]')} => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
    const write = (records${type(': readonly StoredRecord[]')})${type(': void')} => {
      writeFileSync(\`\${file}.new\`, JSON.stringify(records, null, 2));
      renameSync(\`\${file}.new\`, file);
    };
    const indexOf = (records${type(': readonly StoredRecord[]')}, id${type(': string')})${type(': number')} => {
      const index = records.findIndex((record) => record[key] === id);
      if (index < 0) throw new NotFound('There is no such person.');
      return index;
    };

    return {
      stores: {
        User: {
          // All that is asked, done here. A system that can filter does it itself, and says so in \`applied\`.
          find: (query) => queryRecords(read(), query),
          get: (id) => read().find((record) => record[key] === id),
          insert(record, call) {
            const records = read();
            const added = { ...record, [key]: record[key] ?? randomUUID() };
            if (records.some((other) => other[key] === added[key])) throw new Conflict('There is such a person already.');
            if (!call.dryRun) write([...records, added]);
            return added;
          },
          update(id, change, call) {
            const records = read();
            const index = indexOf(records, id);
            const changed = applyChange(records[index]${type(' as StoredRecord')}, change);
            if (!call.dryRun) write(records.with(index, changed));
            return changed;
          },
          remove(id, call) {
            const records = read();
            const index = indexOf(records, id);
            if (!call.dryRun) write(records.toSpliced(index, 1));
          },
        },
      },
    };
  },
});
`;
}

function testText(name: string, typed: boolean): string {
  const variable = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const run = typed ? `node --import jiti/register plugins/${name}.test.ts` : `node --test plugins/${name}.test.mjs`;
  return `// Run it: ${run}
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testPlugin } from 'scim-gateway/testkit';
import ${variable} from './${name}.${typed ? 'js' : 'mjs'}';

test('${name} keeps the contract', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), '${name}-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await testPlugin(t, ${variable}, { file: 'people.json' }, {
    folder,
    // Records that your system accepts: their fields are what is tested.
    sample: { User: [{ login: 'ada', name: 'Ada', active: true }, { login: 'bob', name: 'Bob', active: false }] },
  });
});
`;
}
