import { readFileSync, statSync } from 'node:fs';
import {
  type FieldProfile,
  mappingOf,
  type ProposedMapping,
  profileFields,
  proposeGroupMapping,
  proposeRest,
  proposeUserMapping,
  readDocument,
} from '../../init/index.js';
import type { Logger } from '../../plugin/index.js';
import { UsageError } from '../usage-error.js';
import type { Draft } from './draft.js';
import { readRecords } from './open-draft.js';

export interface OpenApiSource {
  readonly kind: 'openapi';
  /** The document, relative to the working folder. */
  readonly file: string;
  /** Where the API begins, if not where the document says. */
  readonly baseUrl?: string;
}

const MOST_BYTES = 20_000_000;

/**
 * Reads an OpenAPI document, asks the API for its people where it can, and proposes options and mapping.
 * @throws UsageError where the document shows no people
 */
export async function draftOpenApi({ file, baseUrl }: OpenApiSource, folder: string, log: Logger): Promise<Draft> {
  const rest = propose(file, baseUrl);
  const plugin = { use: 'rest', options: rest.options };
  const missing = rest.variables.filter((name) => (process.env[name] ?? '') === '');
  const look = missing.length > 0 ? `set ${missing.join(' and ')} for it` : await people(plugin, folder, log);
  const seen = typeof look === 'string' ? undefined : look;
  const fields = seen ?? rest.User.fields;
  const has = (name: string | undefined): boolean => fields.some((field) => field.name === name);
  const key = has(rest.User.key?.field) ? rest.User.key : undefined;
  const user = proposeUserMapping(fields, { canAddKey: false, ...(key && { key }) });
  const group = rest.Group && groupOf(rest.Group.fields, rest.Group.key);
  const proposals: { readonly resourceType: string; readonly proposal: ProposedMapping }[] = [
    { resourceType: 'User', proposal: user },
    ...(group ? [{ resourceType: 'Group', proposal: group }] : []),
  ];
  return {
    plugin,
    mapping: Object.fromEntries(proposals.map(({ resourceType, proposal }) => [resourceType, mappingOf(proposal)])),
    proposals,
    notes: [
      ...rest.reasons,
      ...(typeof look === 'string'
        ? [`The API has not been looked at, so names and types of the document are all there is: ${look}.`]
        : []),
    ],
    ...(seen && { rehearse: (work) => work({ folder, plugin }) }),
  };
}

function propose(file: string, baseUrl: string | undefined) {
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new Error('It is no file.');
    if (found.size > MOST_BYTES) throw new Error('It is larger than any OpenAPI document.');
    return proposeRest(readDocument(readFileSync(file, 'utf8')), baseUrl);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be used. ${message}`);
  }
}

/** The fields of the people that the API really gives; a reason where it gives none. */
async function people(plugin: Draft['plugin'], folder: string, log: Logger): Promise<readonly FieldProfile[] | string> {
  try {
    const records = await readRecords({ folder, plugin }, log);
    return records.length > 0 ? profileFields(records) : 'it has no people yet';
  } catch (error) {
    const { message, cause } = error as Error;
    return (cause instanceof Error ? cause.message : message).replace(/\.$/, '');
  }
}

function groupOf(fields: readonly FieldProfile[], key: ProposedMapping['id'] | undefined): ProposedMapping | undefined {
  if (fields.length === 0) return undefined;
  const proposal = proposeGroupMapping(fields, undefined);
  return key && fields.some(({ name }) => name === key.field) ? { ...proposal, id: key } : proposal;
}
