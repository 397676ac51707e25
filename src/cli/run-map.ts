import { existsSync, readFileSync } from 'node:fs';
import type { ConnectorConfig, LoadedConfig } from '../config/index.js';
import { type Explained, explainQuestion, explainSent, explainStored, type RequestCall } from '../connector/index.js';
import { createLogger } from '../observe/index.js';
import type { StoredRecord } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { loadFromArguments } from './load-arguments.js';
import type { MapArguments } from './map-options.js';
import { filterText, recordText, resourceText } from './map-text.js';
import { UsageError } from './usage-error.js';

/**
 * Prints what the mapping makes of a record, a resource or a filter. Exit code 1 where it makes nothing of it.
 * @throws ConfigError, PluginUnusable, UsageError
 */
export async function runMap(args: MapArguments): Promise<void> {
  const input = readInput(args);
  const config = await loadFromArguments(args);
  const chosen = chooseConnector(config, args.connector);
  const log = await createLogger({ level: args['log-level'] ?? 'error', pretty: process.stderr.isTTY === true });
  const { openConnector } = await import('../open-connector.js');
  const { connector } = await openConnector(chosen, config, { log, audit: undefined });
  try {
    const collection = connector.collections.get(args.type);
    if (!collection) {
      throw new UsageError(
        `The application keeps no "${args.type}"; it keeps ${[...connector.collections.keys()].join(', ')}.`,
      );
    }
    const { mapping } = chosen;
    const explained = { collection, mapping: Object.hasOwn(mapping, args.type) ? mapping[args.type] : undefined };
    const { story, text } = await connector.run({ requestId: 'map', log }, (call) => explain(explained, input, call));
    process.stdout.write(args.json ? `${JSON.stringify(story, null, 2)}\n` : text);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const reason =
      error.cause instanceof Error && error.cause.message !== error.detail ? ` (${error.cause.message})` : '';
    process.stderr.write(`${error.status}: ${error.detail}${reason}\n`);
    process.exitCode = 1;
  } finally {
    await connector.close();
  }
}

type Input =
  | { readonly what: 'record'; readonly given: Parameters<typeof explainStored>[1] }
  | { readonly what: 'resource'; readonly body: object; readonly id: string | undefined }
  | { readonly what: 'filter'; readonly text: string };

/** @throws UsageError */
function readInput({ what, input, id }: MapArguments): Input {
  if (id !== undefined && what !== 'resource') throw new UsageError('--id goes with "map resource" only.');
  if (what === 'filter') return { what, text: input };
  if (what === 'record') {
    return {
      what,
      given: isJson(input) ? { record: parseObject(input, 'The record') as StoredRecord } : { id: input },
    };
  }
  if (!isJson(input) && !existsSync(input)) {
    throw new UsageError(`There is no file "${input}"; give a file, or the resource itself as JSON.`);
  }
  const body = parseObject(isJson(input) ? input : readFileSync(input, 'utf8'), isJson(input) ? 'The resource' : input);
  const own = 'id' in body && typeof body.id === 'string' ? body.id : undefined;
  return { what: 'resource', body, id: id ?? own };
}

function isJson(input: string): boolean {
  return input.trimStart().startsWith('{');
}

function parseObject(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  throw new UsageError(`${name} must be one JSON object.`);
}

/** @throws UsageError */
function chooseConnector({ connectors }: LoadedConfig, name: string | undefined): ConnectorConfig {
  const names = connectors.map((connector) => connector.name ?? '').filter((known) => known !== '');
  const found = name === undefined ? connectors[0] : connectors.find((connector) => connector.name === name);
  if (name === undefined && connectors.length > 1) {
    throw new UsageError(`The config has several connectors; choose one: --connector ${names.join(', --connector ')}.`);
  }
  if (found) return found;
  const others =
    names.length > 0 ? `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}` : 'its one has no name';
  throw new UsageError(`The config has no connector "${name}"; ${others}.`);
}

async function explain(
  explained: Explained,
  input: Input,
  call: RequestCall,
): Promise<{ readonly story: object; readonly text: string }> {
  if (input.what === 'record') {
    const story = await explainStored(explained, input.given, call);
    return { story, text: recordText(story) };
  }
  if (input.what === 'resource') {
    const story = await explainSent(explained, input, call);
    return { story, text: resourceText(story) };
  }
  const story = await explainQuestion(explained, input.text, call);
  return { story, text: filterText(story) };
}
