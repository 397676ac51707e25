import pino, { type DestinationStream, type Logger, stdSerializers } from 'pino';
import pretty from 'pino-pretty';

export interface LoggerOptions {
  readonly level: string;
  /** true: lines for people; false: JSON for machines. */
  readonly pretty: boolean;
  /** Default: standard error. */
  readonly destination?: DestinationStream;
}

/** Names under which nothing is logged, at the top of a line or one object deep; bodies and headers are never logged. */
const secretNames = ['password', 'token', 'authorization', 'secret', 'cookie'];

/** The gateway's logger. JSON lines are written together every so often, and all of them at the end. */
export function createLogger({ level, pretty: isPretty, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    serializers: { err: stdSerializers.err },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  if (destination) return pino(options, destination);
  if (isPretty)
    return pino(
      options,
      pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' }),
    );
  return pino(options, pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 500 }));
}
