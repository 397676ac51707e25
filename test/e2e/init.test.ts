import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { draftCsv } from '#src/cli/init/draft-csv.js';
import { previewPeople } from '#src/cli/init/open-draft.js';
import { type InitArguments, runInit } from '#src/cli/run-init.js';
import { createLogger } from '#src/observe/index.js';
import { binary, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const bearer = (token: string): string => `Bearer ${token}`;
const people =
  'employee_no,login,first_name,last_name,mail,status\nE1,ada,Ada,Lovelace,ada@example.com,A\nE2,bob,Bob,Hope,bob@example.com,D\nE3,cy,Cy,Twombly,cy@example.com,A\nE4,dee,Dee,Light,dee@example.com,A\n';
const groups = 'group_id,name,members\nG1,admins,E1;E2\nG2,staff,E3\n';

t.test('init --yes writes a config that check accepts and a client can use', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'people.csv': people,
    'groups.csv': groups,
    '.git/HEAD': 'ref: x\n',
    '.gitignore': 'dist',
  });
  const { code, stdout, stderr } = await runCli(folder, [
    'init',
    '--yes',
    '--csv',
    'people.csv',
    '--groups',
    'groups.csv',
  ]);
  t.equal(code, 0, stderr);
  for (const text of [
    'name.givenName <- first_name (high)',
    '"A" for active and "D" for',
    'The first 3 of 4 people',
    '"userName": "cy"',
    'SCIM connector base URL  http://127.0.0.1:8080/scim/v2/',
    'Authorization type       Basic Auth (user okta)',
    'Unique user field name   userName',
    'Accept user updates      on',
    'Timeout for API calls    30 seconds',
    'Tenant URL    http://127.0.0.1:8080/scim/v2',
    'what secrets/entra-token holds',
  ]) {
    t.ok(stdout.includes(text), text);
  }
  t.notOk(stdout.includes('"userName": "dee"'), 'the fourth is not shown');
  t.same(readdirSync(folder).sort(), [
    '.git',
    '.gitignore',
    'connector.config.json',
    'groups.csv',
    'people.csv',
    'secrets',
  ]);
  t.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), 'dist\nsecrets/\n');
  const [password, token] = ['okta-password', 'entra-token'].map((name) => {
    const file = join(folder, 'secrets', name);
    t.equal(statSync(file).mode & 0o777, 0o600);
    return readFileSync(file, 'utf8');
  });
  t.match(password, /^[\w-]{32}$/);
  t.not(password, token);
  const config = readFileSync(join(folder, 'connector.config.json'), 'utf8');
  for (const secret of [password, token]) t.notOk(`${stdout}${stderr}${config}`.includes(secret ?? ''), 'no secret');

  const check = await runCli(folder, ['check']);
  t.equal(check.code, 0, check.stdout + check.stderr);
  const gateway = await startGateway(t, folder);
  const okta = scimClient(`${gateway.url}/scim/v2`, basic('okta', password ?? ''));
  const found = await okta('GET', '/Users?filter=userName eq "bob"');
  t.match(found.body.Resources[0], { id: 'E2', active: false, groups: [{ display: 'admins' }] });
  const entra = scimClient(`${gateway.url}/scim/v2`, bearer(token ?? ''));
  t.equal((await entra('GET', '/Groups')).body.totalResults, 2);
  t.equal((await scimClient(`${gateway.url}/scim/v2`, bearer('x'))('GET', '/Groups')).status, 401);
});

t.test('nothing is written over without being told', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['init', '--yes', '--csv', 'people.csv'];
  await writeFiles(folder, { 'people.csv': people, 'connector.config.yaml': 'mine: true\n' });
  const refused = await runCli(folder, args);
  t.equal(refused.code, 2);
  t.match(refused.stderr, /connector\.config\.yaml is there already\. --force/);
  t.same(readdirSync(folder).sort(), ['connector.config.yaml', 'people.csv'], 'and nothing is left behind');
  const other = await runCli(folder, [...args, '--out', 'sub/hr.yaml']);
  t.equal(other.code, 0, other.stderr);
  t.equal((await runCli(folder, ['check', '-c', 'sub/hr.yaml'])).code, 0, 'paths are relative to the config');
  const password = readFileSync(join(folder, 'sub/secrets/hr-okta-password'), 'utf8');
  const forced = await runCli(folder, [...args, '--format', 'yaml', '--force']);
  t.equal(forced.code, 0, forced.stderr);
  t.match(readFileSync(join(folder, 'connector.config.yaml'), 'utf8'), /^scimVersion: "2.0"/);
  t.equal((await runCli(folder, ['check'])).code, 0);
  t.equal((await runCli(folder, [...args, '--out', 'sub/hr.yaml', '--force'])).code, 0);
  t.equal(readFileSync(join(folder, 'sub/secrets/hr-okta-password'), 'utf8'), password, 'clients know it: it stays');
  t.notOk(existsSync(join(folder, '.gitignore')), 'no repository, no .gitignore');
});

t.test('other layouts: groups in a column, Windows-1252, only an e-mail address, examples in memory', async (t) => {
  const cases: readonly (readonly [csv: string | Buffer, expected: object])[] = [
    [
      'uid;cn;mail;memberOf\nu1;Ada;ada@example.com;admins|staff\nu2;Bob;bob@example.com;staff\n',
      { id: 'u1', groups: [{ display: 'admins' }, {}] },
    ],
    [
      Buffer.from('id;login;Vorname\nx1;k;K\xe4the\nx2;j;J\xf6rg\n', 'latin1'),
      { id: 'x1', name: { givenName: 'Käthe' } },
    ],
    ['Email,Given Name\nada@example.com,Ada\nbob@example.com,Bob\n', { userName: 'ada@example.com' }],
    ['id,login,a${b},{hue}\n1,ada,x,y\n2,bob,z,w\n', { 'urn:okta:onprem_app:1.0:user:custom': { aB: 'x', hue: 'y' } }],
  ];
  const log = await createLogger({ level: 'silent', pretty: false });
  for (const [csv, expected] of cases) {
    const folder = temporaryFolder(t);
    const file = join(folder, 'people.csv');
    writeFileSync(file, csv);
    const { rehearse, mapping = {} } = await draftCsv({ kind: 'csv', people: file }, folder, log);
    const preview = await rehearse?.((rehearsal) => previewPeople({ ...rehearsal, mapping }, 1, log));
    t.match(preview?.people[0], expected);
    t.same(readdirSync(folder), ['people.csv'], 'nothing appears beside it');
  }
  const folder = temporaryFolder(t);
  t.equal((await runCli(folder, ['init', '--yes', '--memory'])).code, 0);
  t.equal((await runCli(folder, ['check'])).code, 0);
});

t.test('what cannot be looked at is explained, and nothing is written', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'people.csv': people,
    'ragged.csv': 'id,login\n1,ada,more\n',
    'empty.csv': 'id,login\n',
    'fails.sh': '#!/bin/sh\nprintf "\\033[2Jno" >&2\nexit 9\n',
  });
  chmodSync(join(folder, 'fails.sh'), 0o755);
  mkdirSync(join(folder, 'lost'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'lost/secrets'));
  const before = readdirSync(folder);
  const here = process.cwd();
  process.chdir(folder);
  t.teardown(() => process.chdir(here));
  const cases: readonly (readonly [args: InitArguments, text: RegExp])[] = [
    [{}, /--csv people\.csv/],
    [{ csv: 'nobody.csv' }, /There is no file nobody\.csv/],
    [{ csv: 'ragged.csv' }, /ragged\.csv:2/],
    [{ csv: 'empty.csv' }, /no rows/],
    [{ csv: 'lost' }, /lost is a folder/],
    [{ csv: '/dev/zero' }, /\/dev\/zero is no file/],
    [{ openapi: '/dev/zero' }, /no file/],
    [{ command: './fails.sh' }, /lists no people.*exit code 9.*\\u\{1b\}\[2Jno/],
    [{ csv: 'people.csv', out: 'x.json', format: 'yaml' }, /--format/],
  ];
  for (const [args, message] of cases) await t.rejects(runInit({ yes: true, ...args }), { message });
  const endings: readonly (readonly [args: readonly string[], text: RegExp])[] = [
    [['--yes', '--csv', 'people.csv', '--memory'], /do not go together/],
    [['--yes', '--memory', '--out', 'people.csv/x.json'], /x-okta-password cannot be written: a part of its path/],
    [['--yes', '--memory', '--out', 'lost/x.json'], /a link that leads nowhere\. Nothing was written/],
    [['--csv', 'people.csv'], /no terminal/],
  ];
  for (const [args, text] of endings) {
    const ended = await runCli(folder, ['init', ...args]);
    t.equal(ended.code, 2, `${args.join(' ')}: ${ended.stderr}`);
    t.match(ended.stderr, text);
    t.notMatch(ended.stderr, /^\s+at /m, 'no stack trace');
  }
  t.same(readdirSync(folder), before);
});

t.test('--command runs a script that lists people; --openapi asks a real API', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'users.sh': `#!/bin/sh\n[ "$1" = list ] || exit 9\nprintf '{"id":"u1","login":"ada","first_name":"Ada"}\\n{"id":"u2","login":"bob","first_name":"Bob"}\\n'\n`,
  });
  chmodSync(join(folder, 'users.sh'), 0o755);
  const byCommand = await runCli(folder, ['init', '--yes', '--command', './users.sh list']);
  t.equal(byCommand.code, 0, byCommand.stderr);
  t.match(byCommand.stdout, /"userName": "ada"/);
  const config = JSON.parse(readFileSync(join(folder, 'connector.config.json'), 'utf8'));
  t.same(config.plugin.options.User, { find: ['./users.sh', 'list'] });
  t.equal((await runCli(folder, ['check'])).code, 0);
  await writeFiles(folder, {
    'flat.sh': `#!/bin/sh\nprintf 'login=ada\\nmail=ada@example.com\\n\\nlogin=eva\\nmail=eva@example.com\\n'\n`,
  });
  chmodSync(join(folder, 'flat.sh'), 0o755);
  const flat = await runCli(folder, ['init', '--yes', '--command', './flat.sh', '--out', 'flat.json']);
  t.equal(flat.code, 0, flat.stderr);
  t.match(flat.stdout, /"id": "ada"/, 'a script need not name a field "id"');
  const shellLine = await runCli(folder, ['init', '--yes', '--command', './users.sh list | head', '--out', 'x.json']);
  t.equal(shellLine.code, 2);
  t.match(shellLine.stderr, /no shell/);

  const rows = [
    { id: 7, login: 'ada', first: 'Ada', mail: 'ada@example.com', enabled: true },
    { id: 8, login: 'bob', first: 'Bob', mail: 'bob@example.com', enabled: false },
  ];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-key']}`);
    const url = new URL(request.url ?? '/', 'http://x');
    const skip = Number(url.searchParams.get('skip') ?? 0);
    const found = rows.filter(({ login }) => login === (url.searchParams.get('login') ?? login));
    const status = request.headers['x-key'] !== 'k7' ? 401 : url.pathname === '/v1/people' ? 200 : 404;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { items: found.slice(skip), total: found.length } : {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => server.close());
  const person = { type: 'object', properties: { id: { type: 'integer' }, login: { type: 'string' } } };
  await writeFiles(folder, {
    'hr.json': {
      openapi: '3.0.0',
      servers: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }],
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      paths: {
        '/people': {
          get: {
            parameters: ['skip', 'take', 'login'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
            responses: {
              200: {
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: { items: { type: 'array', items: person }, total: { type: 'integer' } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  });
  const args = ['init', '--yes', '--openapi', 'hr.json', '--out'];
  const unseen = await runCli(folder, [...args, 'unseen.json']);
  t.equal(unseen.code, 0, unseen.stderr);
  t.match(unseen.stdout, /has\s+not\s+been\s+looked\s+at[\s\S]*set\s+API_KEY/);
  t.same(asked, []);
  const env = { API_KEY: 'k7' };
  const seen = await runCli(folder, [...args, 'seen.yaml'], env);
  t.equal(seen.code, 0, seen.stderr);
  t.match(seen.stdout, /emails\[type eq "work"\]\.value <- mail[\s\S]*"userName": "ada"/);
  t.notMatch(seen.stdout + readFileSync(join(folder, 'seen.yaml'), 'utf8'), /k7/);
  const check = await runCli(folder, ['check', '-c', 'seen.yaml'], env);
  t.equal(check.code, 0, check.stdout + check.stderr);
  const gateway = await startGateway(t, folder, { args: ['-c', 'seen.yaml'], env });
  const token = readFileSync(join(folder, 'secrets/seen-entra-token'), 'utf8');
  const scim = scimClient(`${gateway.url}/scim/v2`, bearer(token));
  t.match((await scim('GET', '/Users?filter=userName eq "bob"')).body.Resources, [{ id: '8', active: false }]);
  t.ok(
    asked.some((line) => line.startsWith('GET /v1/people?') && line.includes('login=bob')),
    'the API was asked for it',
  );
});

/** Types an answer whenever the question is shown, on a real terminal; returns what was printed and the exit code. */
async function converse(folder: string, answers: readonly (readonly [question: string, keys: string])[]) {
  const command = `stty cols 100 rows 80; exec ${process.execPath} ${binary} init`;
  const { NODE_OPTIONS: _options, FORCE_COLOR: _color, ...environment } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...environment, NO_COLOR: '1', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let next = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const [question = '', keys = ''] = answers[next] ?? [];
    if (next >= answers.length || !output.includes(question)) return;
    next += 1;
    child.stdin.write(keys);
  });
  const [code] = await once(child, 'close');
  return { output, code: code as number };
}

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

t.test('a person says Enter, Enter, Enter', { skip: !hasScript && 'no script(1) of util-linux here' }, async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'people.csv': people, 'groups.csv': groups });
  const questions = ['What should speak SCIM?', 'holds the people?', 'holds the groups?', 'Write it like this?'];
  const enter = questions.map((question) => [question, '\r'] as const);
  for (const keys of ['\u0003', '\u001b']) {
    const left = await converse(folder, [...enter.slice(0, 3), ['Write it like this?', keys]]);
    t.equal(left.code, 1);
    t.match(left.output, /Nothing was written\./);
    t.same(readdirSync(folder).sort(), ['groups.csv', 'people.csv'], 'nothing is left behind');
  }
  const { output, code } = await converse(folder, enter);
  t.equal(code, 0, 'it ends well');
  const password = readFileSync(join(folder, 'secrets/okta-password'), 'utf8');
  t.equal(output.split(password).length, 2, 'the password is shown once, where it is to be copied');
  t.equal((await runCli(folder, ['check'])).code, 0);
  const again = await converse(folder, [...enter.slice(0, 3), ['Write over it?', '\u0003']]);
  t.match(again.output, /connector\.config\.json is there already\./);
  t.equal(readFileSync(join(folder, 'secrets/okta-password'), 'utf8'), password);
});
