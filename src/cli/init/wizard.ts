import { existsSync, readdirSync, statSync } from 'node:fs';
import { splitWords } from '../../init/index.js';
import { UsageError } from '../usage-error.js';
import { Cancelled, type Dialogue, type Source } from './dialogue.js';
import { type Target, type TargetArguments, targetOf } from './target.js';
import { type SourceArguments, sourceOf } from './unattended.js';

type Prompts = typeof import('@clack/prompts');

/** Asks a person on a terminal; every question has an answer that Enter gives. What the command line says is not asked. */
export async function openWizard(args: SourceArguments & TargetArguments): Promise<Dialogue> {
  const prompts = await import('@clack/prompts');
  prompts.intro('scim-gateway init');
  return {
    source: async () => sourceOf(args) ?? askSource(prompts),
    target: () => askTarget(prompts, args),
    show: (text) => prompts.log.message(text),
    accepts: () => ask(prompts, prompts.confirm({ message: 'Write it like this?' })),
    end: (text) => {
      prompts.outro('Done.');
      process.stdout.write(`${text}\n`);
    },
  };
}

/** @throws Cancelled at Ctrl-C and Escape */
async function ask<Value>({ isCancel }: Prompts, answer: Promise<Value | Prompts['CANCEL_SYMBOL']>): Promise<Value> {
  const value = await answer;
  if (isCancel(value)) throw new Cancelled();
  return value;
}

async function askSource(prompts: Prompts): Promise<Source> {
  const tables = csvFiles();
  const kind = await ask(
    prompts,
    prompts.select<Source['kind']>({
      message: 'What should speak SCIM?',
      initialValue: tables.length > 0 ? 'csv' : 'memory',
      options: [
        { value: 'csv', label: 'A CSV file', hint: tables.length > 0 ? `${tables.join(', ')}` : 'none in this folder' },
        { value: 'openapi', label: 'A REST API', hint: 'with an OpenAPI document' },
        { value: 'command', label: 'Commands', hint: 'a script that lists people' },
        { value: 'memory', label: 'Example people in memory', hint: 'to try it' },
      ],
    }),
  );
  switch (kind) {
    case 'csv':
      return askTables(prompts, tables);
    case 'openapi':
      return { kind, file: await askFile(prompts, 'Which file is the OpenAPI document?', documents()[0], false) };
    case 'command':
      return { kind, line: await askLine(prompts) };
    case 'memory':
      return { kind };
  }
}

async function askTables(prompts: Prompts, tables: readonly string[]): Promise<Source> {
  const likelyGroups = tables.find((name) => /group|team|grupp|grupo/i.test(name));
  const likelyPeople = tables.find((name) => name !== likelyGroups);
  const people = await askFile(prompts, 'Which file holds the people?', likelyPeople, false);
  const suggested = likelyGroups !== people ? likelyGroups : undefined;
  const groups = await askFile(prompts, 'Which file holds the groups? (empty: none of its own)', suggested, true);
  return { kind: 'csv', people, ...(groups !== '' && { groups }) };
}

async function askFile(
  prompts: Prompts,
  message: string,
  suggested: string | undefined,
  mayBeEmpty: boolean,
): Promise<string> {
  const answer = await ask(
    prompts,
    prompts.text({
      message,
      ...(suggested !== undefined && { initialValue: suggested }),
      validate: (text = '') => (mayBeEmpty && text.trim() === '' ? undefined : whyNoFile(text.trim())),
    }),
  );
  return (answer ?? '').trim();
}

function whyNoFile(path: string): string | undefined {
  if (path === '') return 'Type the path of a file.';
  if (!existsSync(path)) return `There is no file ${path}.`;
  return statSync(path).isFile() ? undefined : `${path} is no file.`;
}

async function askLine(prompts: Prompts): Promise<string> {
  const line = await ask(
    prompts,
    prompts.text({
      message: 'Which command lists the people? No shell runs it.',
      placeholder: './users.sh list',
      validate: (text = '') => {
        try {
          splitWords(text);
          return undefined;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
    }),
  );
  return line.trim();
}

function documents(): readonly string[] {
  return readdirSync('.').filter((name) => /(openapi|swagger)[\w.-]*\.(json|ya?ml)$/i.test(name));
}

function csvFiles(): readonly string[] {
  return readdirSync('.')
    .filter((name) => /\.(csv|tsv)$/i.test(name) && statSync(name).isFile())
    .sort();
}

async function askTarget(prompts: Prompts, args: TargetArguments): Promise<Target> {
  const { format } = args;
  try {
    return targetOf(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    prompts.log.warn(error.message.replace(/ --force[\s\S]*$/, ''));
  }
  const over = await ask(prompts, prompts.confirm({ message: 'Write over it?', initialValue: false }));
  if (over) return targetOf({ ...args, force: true });
  const suggested = freeName(format === 'yaml' ? 'yaml' : 'json');
  const out = await ask(
    prompts,
    prompts.text({
      message: 'Which file, then?',
      initialValue: suggested,
      validate: (text = '') => whyNoTarget(text.trim()),
    }),
  );
  return targetOf({ out: out.trim() });
}

function whyNoTarget(out: string): string | undefined {
  try {
    targetOf({ out });
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(/ --force[\s\S]*$/, '');
    throw error;
  }
}

function freeName(extension: string): string {
  for (let number = 2; ; number++) {
    const name = `connector-${number}.config.${extension}`;
    if (!existsSync(name)) return name;
  }
}
