import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../plugin/index.js';
import { readTlsPair, type TlsFiles, type TlsPair, TlsPairUnusable } from './tls-pair.js';

/** A renewal writes two files: the second one should be there when the first is read. */
const SETTLE_MS = 200;

/** Where the file system tells of no change (network drives), this is how long a new certificate waits. */
const LOOK_MS = 30_000;

/**
 * Calls `onPair` each time the files hold another pair that can be served with; one that cannot be is told in the log, and
 * looked at again with the next change. The folders are watched, not the files: a renewal replaces files, or the
 * links to them.
 * @returns ends it
 */
export function watchTls(
  files: TlsFiles,
  {
    current,
    onPair,
    log,
  }: { readonly current: TlsPair; readonly onPair: (pair: TlsPair) => void; readonly log: Logger },
): () => void {
  let served = current;
  let complaint = '';
  let settling: NodeJS.Timeout | undefined;
  const look = (): void => {
    try {
      const pair = readTlsPair(files);
      complaint = '';
      if (pair.cert === served.cert && pair.key === served.key) return;
      refuseOutOfDate(pair, files);
      onPair(pair);
      served = pair;
      log.info({ validTo: pair.validTo }, 'the certificate has changed: new connections get the new one');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message === complaint) return;
      complaint = message;
      log.error({ reason: message }, 'the changed certificate cannot be used: the one before stays');
    }
  };
  const soon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      look();
    }, SETTLE_MS).unref();
  };
  const watchers = [...new Set([dirname(files.cert), dirname(files.key)])].flatMap((folder) =>
    watchFolder(folder, soon, log),
  );
  const looking = setInterval(look, LOOK_MS).unref();
  return () => {
    clearInterval(looking);
    clearTimeout(settling);
    for (const watcher of watchers) watcher.close();
  };
}

function refuseOutOfDate({ validFrom, validTo }: TlsPair, { cert }: TlsFiles): void {
  const now = Date.now();
  if (validTo.getTime() < now) {
    throw new TlsPairUnusable('cert', `The certificate ${cert} was valid until ${validTo.toISOString()}.`);
  }
  if (validFrom.getTime() > now) {
    throw new TlsPairUnusable('cert', `The certificate ${cert} is not valid before ${validFrom.toISOString()}.`);
  }
}

function watchFolder(folder: string, onChange: () => void, log: Logger): readonly FSWatcher[] {
  const complain = (error: unknown): void =>
    log.warn({ err: error }, `changes of the certificate are only seen every ${LOOK_MS / 1000} s`);
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', complain);
    return [watcher];
  } catch (error) {
    complain(error);
    return [];
  }
}
