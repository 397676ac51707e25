import { accessSync, constants, existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, extname, resolve } from 'node:path';
import { sizeSchema, toBytes } from '../plugin/index.js';
import { createRecording, createRecordingProxy, type Recording, writeProfile } from '../record/index.js';
import { abortOnSignal } from './abort-on-signal.js';
import { checkedUrl, readCa } from './client-arguments.js';
import { printable } from './printable.js';
import type { RecordArguments } from './record-options.js';
import { reportFailure } from './report-failure.js';
import { UsageError } from './usage-error.js';

/** Of all that is recorded, as text: what then goes by is passed on only. */
const MAX_RECORDING = 64 * 1024 * 1024;

/** Records until a signal comes, and writes the file then. */
export async function runRecord(args: RecordArguments): Promise<void> {
  try {
    await record(args);
  } catch (error) {
    await reportFailure(error);
  }
}

async function record(args: RecordArguments): Promise<void> {
  const target = checkedUrl(args.target);
  const { host, port } = addressOf(args.listen);
  const out = freeFile(args.out);
  const bodyLimit = sizeOf(args['max-body']);
  const ca = readCa(args.ca);
  const recording = createRecording({ body: bodyLimit, total: MAX_RECORDING });
  const proxy = createRecordingProxy({
    target,
    bodyLimit,
    insecure: args.insecure === true,
    ...(ca !== undefined && { ca }),
    onExchange: (exchange) => {
      const wasFull = recording.isFull;
      const step = recording.add(exchange);
      if (step) process.stdout.write(printable(`  ${step.name} ${exchange.status}\n`));
      else if (!wasFull) process.stdout.write('  A request could not be recorded; it was passed on.\n');
      if (recording.isFull && !wasFull)
        process.stderr.write('The recording is full. What comes now is only passed on.\n');
    },
    onProblem: (reason) => void process.stderr.write(printable(`  ${target} did not answer: ${reason}\n`)),
  });
  await listening(proxy.server, host, port);
  const { port: taken } = proxy.server.address() as AddressInfo;
  const stop = abortOnSignal(`requests on their way may finish, then ${args.out} is written. Once more ends at once.`);
  const shown = host.includes(':') ? `[${host}]` : host;
  process.stdout.write(
    `Recording. Give the client http://${shown}:${taken}${new URL(target).pathname.replace(/\/$/, '')}\nin place of ${target}\nCtrl-C writes ${args.out}.\n`,
  );
  await aborted(stop.signal);
  await proxy.close();
  write(recording, out, target);
  stop.done();
}

function write(recording: Recording, out: string, target: string): void {
  if (recording.length === 0) {
    process.stdout.write('Nothing went by: no file is written.\n');
    return;
  }
  const version = /\/v1$/.test(target) ? '1.1' : /\/v2$/.test(target) ? '2.0' : undefined;
  writeProfile(out, recording.profile(basename(out, extname(out)), version));
  process.stdout.write(`${recording.length} requests are in ${out}. Look at it before you pass it on.\n`);
}

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', port = ''] = /^(?:\[?([\w.:-]+?)\]?:)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new UsageError('--listen is a port, such as 8081, or HOST:PORT.');
  return { host, port: Number(port) };
}

function freeFile(name: string): string {
  const file = resolve(name);
  if (existsSync(file)) throw new UsageError(`${name} is there already: name another file with --out.`);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`${dirname(file)} cannot be written to: name another file with --out.`);
  }
  return file;
}

function sizeOf(text: string): number {
  if (!new RegExp(sizeSchema.pattern).test(text)) throw new UsageError('--max-body is a size, such as 256KB or 1MB.');
  return toBytes(text);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
