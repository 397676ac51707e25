import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binary, root, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

interface Block {
  readonly language: string;
  /** The name in its first line; absent for commands. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The code of docs/plugins.md, in the order in which a reader meets it. */
function blocks(): readonly Block[] {
  const text = readFileSync(join(root, 'docs/plugins.md'), 'utf8');
  return [...text.matchAll(/```(\w+)\n(?:\/\/ (\S+)\n)?([\s\S]*?)```/g)].map(([, language = '', file, code = '']) => ({
    language,
    file,
    text: code,
  }));
}

/** A line of a shell block, as a reader would have typed it. */
function commandOf(line: string): { readonly program: string; readonly args: readonly string[] } {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  const [program = '', ...args] = words;
  if (program === 'npx') return { program: process.execPath, args: [binary, ...args.slice(1)] };
  return { program: program === 'node' ? process.execPath : program, args };
}

t.test('the plugin of docs/plugins.md works at each step, and keeps the contract', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/scim-gateway'));
  for (const name of ['jiti', 'libsql', 'json-schema-to-ts', '@types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const { NODE_OPTIONS: _, ...env } = process.env;
  const printed: string[] = [];
  for (const { language, file, text } of blocks()) {
    if (file !== undefined) {
      await writeFiles(folder, { [file]: text });
      continue;
    }
    t.equal(language, 'sh', text);
    for (const line of text.trim().split('\n')) {
      if (line.startsWith('npm install')) continue;
      const { program, args } = commandOf(line);
      printed.push(`${line}\n${execFileSync(program, args, { cwd: folder, env, encoding: 'utf8' })}`);
    }
  }
  const of = (command: string): string => printed.find((text) => text.includes(command)) ?? '';
  t.match(of('scim-gateway check'), /The connector \(staff\) reaches its application/);
  t.match(of('scim-gateway check'), /no {3}PUSH_NEW_USERS/, 'the first version reads only');
  t.match(
    of('scim-gateway plugins\n'),
    /staff \(plugins\/staff\.ts, contract 1\)\n {2}file +string, required +The SQLite file/,
  );
  t.match(of('plugins test --config'), /ok +User: random operations[\s\S]* 0 broken/);
  t.match(of('staff.test.ts'), /# pass [2-9]\d[\s\S]*# fail 0/);
  await writeFiles(folder, {
    'package.json': { type: 'module' },
    'tsconfig.json': {
      compilerOptions: {
        ...{ module: 'NodeNext', target: 'ES2023', strict: true, noUncheckedIndexedAccess: true },
        ...{ exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: ['node'] },
      },
      include: ['plugins'],
    },
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  t.equal(execFileSync(process.execPath, [tsc, '-p', folder], { cwd: folder, env, encoding: 'utf8' }), '');
  const gateway = await startGateway(t, folder);
  const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'password'));
  t.match(await client('POST', '/Users', { userName: 'Zoë@example.com', active: true }), { status: 201 });
  t.match(await client('POST', '/Users', { userName: 'ADA@example.com' }), { status: 409 });
  const filter = encodeURIComponent('userName eq "ada@EXAMPLE.com" and active eq true');
  t.match((await client('GET', `/Users?filter=${filter}`)).body, { totalResults: 1, Resources: [{ id: '1' }] });
  t.match((await client('GET', '/Users?count=1&startIndex=2')).body, { totalResults: 2, itemsPerPage: 1 });
  t.equal(await gateway.stop(), 0);
  t.equal((await runCli(folder, ['check'])).code, 0);
});

t.test('the examples serve people as their READMEs say', async (t) => {
  for (const name of ['memory', 'documents']) {
    const folder = temporaryFolder(t);
    cpSync(join(root, 'examples', name), folder, { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(root, 'node_modules/@seald-io'), join(folder, 'node_modules/@seald-io'));
    const gateway = await startGateway(t, folder);
    const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'password'));
    const made = await client('POST', '/Users', { userName: 'ada', active: true });
    t.equal(made.status, 201, name);
    const filter = encodeURIComponent('userName eq "ada"');
    t.match((await client('GET', `/Users?filter=${filter}`)).body, {
      totalResults: 1,
      Resources: [{ id: made.body.id }],
    });
    if (name === 'documents') {
      const members = [{ value: made.body.id }];
      t.match(await client('POST', '/Groups', { displayName: 'Staff', members }), { status: 201 });
      t.match((await client('GET', `/Users/${made.body.id}`)).body, { groups: [{ display: 'Staff' }] });
    }
    t.equal(await gateway.stop(), 0);
  }
});
