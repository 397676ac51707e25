import { type Call, type Logger, Unavailable } from 'scim-gateway/plugin';
import { Answer } from './answer.js';
import { type Exit, type GroupProcess, type ProcessSettings, startProcess } from './group-process.js';
import { LineReader } from './line-reader.js';
import type { ProcessGroups } from './process-groups.js';
import type { Clear } from './reveal-secrets.js';
import { within } from './within.js';
import { type AnswerMessage, type Hello, parseMessage } from './worker-messages.js';
import { logWorkerStderr } from './worker-stderr.js';

export interface WorkerSettings extends ProcessSettings {
  readonly command: readonly [string, ...string[]];
  readonly startTimeoutMs: number;
  /** Bytes of one line, and of one answer that waits to be read. */
  readonly maxOutput: number;
  readonly log: Logger;
  readonly groups: ProcessGroups;
  /** The first line to the worker. */
  readonly greeting: object;
}

/** One running worker: calls go in, answers come out, in any order. */
export class WorkerProcess {
  readonly hello: Hello;
  /** Resolves when it is gone, with the reason as part of a sentence: `ended with exit code 1`. */
  readonly ended: Promise<string>;
  readonly #process: GroupProcess;
  readonly #settings: WorkerSettings;
  readonly #answers = new Map<number, Answer>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stderr: ReturnType<typeof logWorkerStderr>;
  #calls = 0;
  #fate: string | undefined;
  #onChange = (): void => {};
  readonly #onIdle: () => void;

  /**
   * Starts a worker and waits for its hello.
   * @param onIdle called when it can take a call more
   * @throws Error a sentence that says why it does not start
   */
  static async start(settings: WorkerSettings, onIdle: () => void): Promise<WorkerProcess> {
    const running = await startProcess(settings.command, settings, settings.groups);
    const stderr = logWorkerStderr(running, settings.log);
    const lines = linesOf(running, new LineReader(settings.maxOutput));
    running.stdin.write(`${JSON.stringify({ hello: settings.greeting })}\n`);
    try {
      const hello = await helloOf(lines, running, settings);
      return new WorkerProcess({ running, stderr, lines, hello, settings, onIdle });
    } catch (error) {
      await running.end();
      await within(stderr.closed, settings.graceMs);
      const { message } = error as Error;
      throw new Error(`The worker ${settings.command.join(' ')} ${message}.${stderr.tail()}`);
    }
  }

  private constructor(parts: {
    readonly running: GroupProcess;
    readonly stderr: ReturnType<typeof logWorkerStderr>;
    readonly lines: AsyncGenerator<readonly string[]>;
    readonly hello: Hello;
    readonly settings: WorkerSettings;
    readonly onIdle: () => void;
  }) {
    this.#process = parts.running;
    this.#stderr = parts.stderr;
    this.#settings = parts.settings;
    this.#onIdle = parts.onIdle;
    this.hello = parts.hello;
    this.ended = this.#read(parts.lines);
  }

  /** Calls that are on their way. */
  get load(): number {
    return this.#answers.size;
  }

  get isAlive(): boolean {
    return this.#fate === undefined;
  }

  /** Sends a call. */
  begin(data: { readonly [name: string]: Clear }, call: Call, secrets: readonly string[]): Answer {
    this.#calls += 1;
    const answer = new Answer(this.#calls, this, { call, secrets, maxWaiting: this.#settings.maxOutput });
    this.#answers.set(answer.number, answer);
    this.#stderr.hide(secrets);
    this.#send({ call: answer.number, ...data });
    this.#onChange();
    return answer;
  }

  /** See {@link AnswerSource}: a worker that does not let go of the call within the grace is ended. */
  cancel({ number }: Answer): void {
    if (!this.#answers.has(number)) return;
    this.#send({ cancel: number });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#answers.has(number)) this.#end('did not end a call that was cancelled');
    }, this.#settings.graceMs);
    this.#timers.add(timer);
  }

  drained(): void {
    this.#onChange();
  }

  /** Tells it to end: its stdin is closed; who stays is ended. */
  async stop(): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#end('did not end when its stdin was closed'), this.#settings.graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it, with the reason as part of a sentence. */
  #end(reason: string): void {
    if (this.#fate !== undefined) return;
    this.#fate = reason;
    this.#onChange();
    void this.#process.end();
  }

  #send(message: object): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async #read(lines: AsyncGenerator<readonly string[]>): Promise<string> {
    try {
      for await (const some of lines) {
        for (const line of some) this.#take(line);
        while (this.#isWaitedFor()) await new Promise<void>((resolve) => (this.#onChange = resolve));
      }
    } catch (error) {
      this.#end((error as Error).message);
    }
    // Its stdout is closed a little before it is gone.
    const exit = await within(this.#process.exited, this.#settings.graceMs);
    this.#fate ??= exit ? exitText(exit) : 'closed its stdout';
    await this.#process.end();
    for (const timer of this.#timers) clearTimeout(timer);
    const gone = new Unavailable('The application is not available now.', { retryAfter: 1 });
    for (const answer of this.#answers.values()) answer.fail(gone);
    this.#answers.clear();
    return this.#fate;
  }

  /** An answer that nobody reads holds the worker up, but not where its reader waits for another answer of the same call. */
  #isWaitedFor(): boolean {
    if (this.#fate !== undefined) return false;
    const answers = [...this.#answers.values()];
    return answers.some(
      (answer) => answer.isFull && !answers.some((other) => other !== answer && other.call === answer.call),
    );
  }

  #take(line: string): void {
    const message = parseMessage(line);
    if ('hello' in message) throw new Error('said hello twice');
    const answer = this.#answerTo(message);
    if (!answer) return;
    answer.take(message, line.length);
    if (message.end || message.error) {
      this.#answers.delete(message.call);
      this.#onIdle();
    }
  }

  #answerTo({ call }: AnswerMessage): Answer | undefined {
    if (call < 1 || call > this.#calls) throw new Error(`answered call ${call}, which was never made`);
    return this.#answers.get(call);
  }
}

async function* linesOf(running: GroupProcess, reader: LineReader): AsyncGenerator<readonly string[]> {
  for await (const chunk of running.output()) {
    const lines = reader.push(chunk);
    if (lines.length > 0) yield lines;
  }
}

/** @throws Error part of a sentence */
async function helloOf(
  lines: AsyncGenerator<readonly string[]>,
  running: GroupProcess,
  { startTimeoutMs, graceMs }: WorkerSettings,
): Promise<Hello> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void running.end();
  }, startTimeoutMs);
  try {
    const { value, done } = await lines.next();
    if (isLate) throw new Error(`did not say hello within ${startTimeoutMs} ms (startTimeout)`);
    if (done) {
      const exit = await within(running.exited, graceMs);
      throw new Error(`${exit ? exitText(exit) : 'closed its stdout'} before it said hello`);
    }
    const [first = '', second] = value;
    const message = parseMessage(first);
    if (!('hello' in message) || second !== undefined) throw new Error('did not say hello first, and alone');
    return message.hello;
  } finally {
    clearTimeout(timer);
  }
}

function exitText({ code, signal }: Exit): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
