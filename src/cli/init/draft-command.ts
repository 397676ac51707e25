import { relative } from 'node:path';
import { literal, mappingOf, profileFields, proposeUserMapping, splitWords, visible } from '../../init/index.js';
import type { Logger, StoredRecord } from '../../plugin/index.js';
import { UsageError } from '../usage-error.js';
import type { Draft } from './draft.js';
import { type Rehearsal, readRecords } from './open-draft.js';

export interface CommandSource {
  readonly kind: 'command';
  /** The command that lists people, as a person would type it in the working folder. */
  readonly line: string;
}

/**
 * Runs a command that lists people and proposes the mapping of what it prints.
 * @throws UsageError where the command fails; PluginUnusable
 */
export async function draftCommand({ line }: CommandSource, folder: string, log: Logger): Promise<Draft> {
  const find = wordsOf(line).map((word) => word.replaceAll('{', '{{').replaceAll('}', '}}'));
  const cwd = relative(folder, process.cwd());
  const plugin = {
    use: 'shell',
    options: {
      ...(cwd !== '' && { cwd: literal(cwd) }),
      env: { PATH: '${env:PATH}' },
      User: { find: literal(find) },
    },
  };
  const records = await listed(line, { folder, plugin }, log);
  if (records.length === 0) {
    throw new UsageError(
      `"${line}" lists nobody, so there is nothing to judge its fields by. Add a test person and try again.`,
    );
  }
  const proposal = proposeUserMapping(profileFields(records), { canAddKey: false });
  return {
    plugin,
    mapping: { User: mappingOf(proposal) },
    proposals: [{ resourceType: 'User', proposal }],
    notes: [
      'People can be listed, and so imported. Commands for "get", "insert", "update" and "remove" make the rest possible: plugins/shell/README.md says what they are given.',
    ],
    rehearse: (work) => work({ folder, plugin }),
  };
}

async function listed(line: string, rehearsal: Rehearsal, log: Logger): Promise<readonly StoredRecord[]> {
  try {
    return await readRecords(rehearsal, log);
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'PluginUnusable') throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new UsageError(`"${line}" lists no people. ${visible(message)}`);
  }
}

function wordsOf(line: string): readonly string[] {
  try {
    return splitWords(line);
  } catch (error) {
    throw new UsageError(`--command cannot be used. ${error instanceof Error ? error.message : String(error)}`);
  }
}
