import { UsageError } from '../usage-error.js';
import type { Dialogue, Source } from './dialogue.js';
import { type TargetArguments, targetOf } from './target.js';

export interface SourceArguments {
  readonly csv?: string | undefined;
  readonly groups?: string | undefined;
  readonly openapi?: string | undefined;
  readonly 'base-url'?: string | undefined;
  readonly command?: string | undefined;
  readonly memory?: boolean | undefined;
}

/** The application that the command line names; undefined where it names none. */
export function sourceOf({ csv, groups, openapi, command, memory, ...args }: SourceArguments): Source | undefined {
  if (csv !== undefined) return { kind: 'csv', people: csv, ...(groups !== undefined && { groups }) };
  if (groups !== undefined) throw new UsageError('--groups goes with --csv, which names the file of people.');
  const baseUrl = args['base-url'];
  if (openapi !== undefined) return { kind: 'openapi', file: openapi, ...(baseUrl !== undefined && { baseUrl }) };
  if (baseUrl !== undefined)
    throw new UsageError('--base-url goes with --openapi, which names the document of the API.');
  if (command !== undefined) return { kind: 'command', line: command };
  return memory ? { kind: 'memory' } : undefined;
}

/** Asks nothing: the command line says it all. */
export function unattended(args: SourceArguments & TargetArguments): Dialogue {
  const write = (text: string): void => {
    process.stdout.write(`${text}\n\n`);
  };
  return {
    async source() {
      const source = sourceOf(args);
      if (source) return source;
      throw new UsageError(
        '--yes asks nothing, so name the application: --csv people.csv, --openapi FILE, --command "./users.sh list" or --memory.',
      );
    },
    target: async () => targetOf(args),
    show: write,
    accepts: async () => true,
    end: write,
  };
}
