import type { Call, StoredRecord } from 'scim-gateway/plugin';
import type { Command } from './command.js';
import { commandEnvironment } from './command-environment.js';
import { exitFault } from './exit-codes.js';
import { type GroupProcess, type ProcessSettings, startProcess } from './group-process.js';
import { toPairs } from './pairs.js';
import type { ProcessGroups } from './process-groups.js';
import { createRecordReader, type OutputForm } from './read-records.js';
import type { RecordReader } from './record-reader.js';
import { type Ask, nameOf, type ShellRequest } from './request.js';
import { type ClearRequest, revealSecrets } from './reveal-secrets.js';
import type { Slots } from './slots.js';
import { StderrTail } from './stderr-tail.js';
import { within } from './within.js';

export interface CommandSettings extends ProcessSettings {
  readonly maxOutput: number;
  /** Seconds. */
  readonly retryAfter: number;
  readonly input: 'json' | 'pairs';
  readonly output: OutputForm;
  readonly slots: Slots;
  readonly groups: ProcessGroups;
  /** The command of an operation. */
  readonly commandOf: (request: ShellRequest) => Command;
}

/** Of the others, what they print is of no interest. */
const answering: ReadonlySet<ShellRequest['operation']> = new Set(['find', 'get', 'insert', 'update', 'memberships']);

/** Asks by running a command for each request, no more than the slots allow at the same time. */
export function createCommandRunner(settings: CommandSettings): Ask {
  return async function* ask(request: ShellRequest, call: Call): AsyncGenerator<readonly StoredRecord[]> {
    const command = settings.commandOf(request);
    const { data, secrets } = revealSecrets(request);
    const argv = command.fill(request);
    const input = settings.input === 'pairs' ? toPairs(data) : `${JSON.stringify(data)}\n`;
    const release = await settings.slots.take(call, request.operation);
    try {
      const env = { ...settings.env, ...commandEnvironment(request) };
      const running = await startProcess(argv, { ...settings, env }, settings.groups);
      const end = (): void => void running.end();
      call.signal.addEventListener('abort', end, { once: true });
      if (call.signal.aborted) end();
      try {
        running.stdin.end(input);
        const name = `${nameOf(request)} (${command.line})`;
        const output = answering.has(request.operation) ? settings.output : 'ignored';
        yield* answerOf(running, { name, secrets }, { ...settings, output });
      } finally {
        call.signal.removeEventListener('abort', end);
        // Also where the gateway has read enough, or the answer cannot be read.
        await running.leave();
        call.signal.throwIfAborted();
      }
    } finally {
      release();
    }
  };
}

/** Yields what is complete as it comes. */
async function* answerOf(
  running: GroupProcess,
  { name, secrets }: { readonly name: string } & Pick<ClearRequest, 'secrets'>,
  {
    maxOutput,
    retryAfter,
    graceMs,
    output,
  }: Pick<CommandSettings, 'maxOutput' | 'retryAfter' | 'graceMs'> & {
    readonly output: OutputForm | 'ignored';
  },
): AsyncGenerator<readonly StoredRecord[]> {
  const stderr = new StderrTail(running.stderr, secrets);
  const reader = output === 'ignored' ? ignoring : createRecordReader(output);
  let bytes = 0;
  let unreadable: Error | undefined;
  for await (const chunk of running.output()) {
    bytes += chunk.length;
    if (bytes > maxOutput) throw new Error(`The command of ${name} printed more than ${maxOutput} bytes (maxOutput).`);
    // What cannot be read may be the usage message of a command that is about to say by its exit code what is wrong.
    if (unreadable) continue;
    const read = attempt(reader, (ready) => ready.push(chunk));
    if (read.records.length > 0) yield read.records;
    unreadable = read.fault;
  }
  const exit = await running.exited;
  // What it said may still be on its way when its end is known.
  if (exit.code !== 0) await within(stderr.closed, graceMs);
  const fault = exitFault(exit, stderr.finish(), name, retryAfter);
  if (fault) throw fault;
  const read = unreadable ? { records: [], fault: unreadable } : attempt(reader, (ready) => ready.end());
  if (read.records.length > 0) yield read.records;
  if (read.fault) throw new Error(`The command of ${name} cannot be understood: ${read.fault.message}.`);
}

const ignoring: RecordReader = { push: () => [], end: () => [] };

function attempt(
  reader: RecordReader,
  read: (reader: RecordReader) => StoredRecord[],
): { readonly records: StoredRecord[]; readonly fault?: Error } {
  try {
    return { records: read(reader) };
  } catch (error) {
    return { records: [], fault: error as Error };
  }
}
