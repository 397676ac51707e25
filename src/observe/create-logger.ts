import pino, { type Logger } from 'pino';
import { withoutSecrets } from './without-secrets.js';

export interface LoggerOptions {
  readonly level: string;
  /** true: lines for people; false: JSON for machines. */
  readonly pretty: boolean;
  /** Default: standard error. */
  readonly destination?: NodeJS.WritableStream;
}

/**
 * The gateway's logger: secrets masked by their names, errors with what caused them. JSON lines are written together
 * every so often, and all of them at the end.
 */
export async function createLogger({ level, pretty, destination }: LoggerOptions): Promise<Logger> {
  // pino's own redaction reaches two levels deep, and costs five times what the whole line does.
  const options = {
    level,
    base: null,
    formatters: { log: withoutSecrets },
    // withoutSecrets has told the error already.
    serializers: { err: (told: unknown) => told },
  };
  if (!pretty) {
    return pino(
      options,
      destination ?? pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 500 }),
    );
  }
  const { default: prettyStream } = await import('pino-pretty');
  const style = { sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' } as const;
  return pino(options, prettyStream({ ...style, destination: destination ?? 2 }));
}
