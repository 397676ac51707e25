import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import pc from 'picocolors';
import { planConfig, printConfig, printJson, proposalText, visible, wrap } from '../init/index.js';
import { createLogger } from '../observe/index.js';
import type { Logger } from '../plugin/index.js';
import { Cancelled, type Dialogue, type Source } from './init/dialogue.js';
import type { Draft } from './init/draft.js';
import { draftCommand } from './init/draft-command.js';
import { draftCsv } from './init/draft-csv.js';
import { draftMemory } from './init/draft-memory.js';
import { draftOpenApi } from './init/draft-openapi.js';
import { finalSheet, type ShownCredential } from './init/final-sheet.js';
import { ignoreSecrets } from './init/ignore-secrets.js';
import { previewPeople } from './init/open-draft.js';
import type { Target, TargetArguments } from './init/target.js';
import { type SourceArguments, unattended } from './init/unattended.js';
import { type NewFile, writeNewFiles } from './init/write-new-files.js';
import { UsageError } from './usage-error.js';

export type InitArguments = SourceArguments & TargetArguments & { readonly yes?: boolean | undefined };

const SHOWN_PEOPLE = 3;
const WIDEST = 100;

/**
 * Looks at an application, proposes a config, and writes it with its credentials.
 * @throws UsageError, ConfigError, PluginUnusable
 */
export async function runInit(args: InitArguments): Promise<void> {
  endOnSignals();
  const dialogue = args.yes ? unattended(args) : await openDialogue(args);
  try {
    const source = await dialogue.source();
    const target = await dialogue.target();
    const log = await createLogger({ level: 'error', pretty: process.stderr.isTTY === true });
    const draft = await draftOf(source, target.folder, log);
    for (const text of await describe(draft, log)) dialogue.show(text);
    if (!(await dialogue.accepts())) throw new Cancelled();
    dialogue.end(write(draft, target));
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    process.stdout.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** So that what is only there for the time of a look goes with the process. */
function endOnSignals(): void {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => process.exit(code));
}

async function openDialogue(args: InitArguments): Promise<Dialogue> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      'init asks questions, and there is no terminal to ask on: say it all, with --yes --csv people.csv.',
    );
  }
  const { openWizard } = await import('./init/wizard.js');
  return openWizard(args);
}

async function draftOf(source: Source, folder: string, log: Logger): Promise<Draft> {
  switch (source.kind) {
    case 'csv':
      return draftCsv(source, folder, log);
    case 'openapi':
      return draftOpenApi(source, folder, log);
    case 'command':
      return draftCommand(source, folder, log);
    case 'memory':
      return draftMemory();
  }
}

/** What a person should see before saying yes: the mapping with its reasons, the first people, what is worth knowing. */
async function describe(draft: Draft, log: Logger): Promise<readonly string[]> {
  const width = Math.max(40, Math.min(WIDEST, process.stdout.columns ?? WIDEST)) - 4;
  const marks = { high: pc.green('high'), medium: pc.yellow('medium'), low: pc.red('low') };
  const texts = draft.proposals.map(({ resourceType, proposal }) =>
    proposalText(resourceType, proposal, { width, mark: (confidence) => marks[confidence] }),
  );
  const notes = [...draft.notes];
  const { mapping } = draft;
  if (draft.rehearse) {
    const { people, total, findings } = await draft.rehearse((rehearsal) =>
      previewPeople({ ...rehearsal, ...(mapping && { mapping }) }, SHOWN_PEOPLE, log),
    );
    const shown = people.map((person) => printJson(person, width).split('\n').map(visible).join('\n')).join('\n');
    texts.push(`The first ${people.length} of ${total} people, as a client would get them:\n${shown}`);
    notes.push(...findings.map(({ message }) => message));
  }
  if (notes.length > 0)
    texts.push(['Worth knowing:', ...notes.map((note) => wrap(visible(note), width, '  '))].join('\n'));
  return texts;
}

/** Writes everything, and returns the sheet. */
function write(draft: Draft, target: Target): string {
  const { folder, file, force, credentials, format } = target;
  const secrets = { password: newSecret(folder, credentials.password), token: newSecret(folder, credentials.token) };
  const ignore = ignoreSecrets(folder, 'secrets/');
  const files: readonly NewFile[] = [
    ...Object.values(secrets).flatMap(({ file: secretFile }) => secretFile ?? []),
    ...Object.entries(draft.files ?? {}).map(([path, text]) => ({ path: join(folder, path), text, replace: force })),
    ...(ignore ? [ignore] : []),
    { path: file, text: printConfig(planConfig(draft, credentials, schemaNear(folder)), format), replace: force },
  ];
  writeNewFiles(files);
  const isSeen = process.stdout.isTTY === true;
  const shown = (name: 'password' | 'token'): ShownCredential => ({
    file: relative('', join(folder, credentials[name])),
    text: isSeen ? secrets[name].file?.text : undefined,
  });
  const written = files.map(({ path }) => relative('', path));
  return finalSheet(written, { password: shown('password'), token: shown('token') }, target);
}

const SCHEMA = 'node_modules/scim-gateway/schemas/connector.config.schema.json';

/** Where the package is installed beside the config or above it, as editors look for its schema. */
function schemaNear(folder: string): string | undefined {
  for (let at = folder, up = './'; ; at = dirname(at), up = up === './' ? '../' : `${up}../`) {
    if (existsSync(join(at, SCHEMA))) return up + SCHEMA;
    if (dirname(at) === at) return undefined;
  }
}

/** 192 bits that nobody can guess; where the file is there already, clients know what it holds, and it stays. */
function newSecret(folder: string, path: string): { readonly file: NewFile | undefined } {
  const absolute = join(folder, path);
  if (existsSync(absolute)) return { file: undefined };
  return { file: { path: absolute, text: randomBytes(24).toString('base64url'), secret: true } };
}
