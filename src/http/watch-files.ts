import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../plugin/index.js';

/** A renewal writes several files: the others should be there when the first is read. */
const SETTLE_MS = 200;

/** Where the file system tells of no change (network drives), this is how long a new certificate waits. */
const LOOK_MS = 30_000;

/**
 * Calls `look` when files with certificates may have changed, and every now and then. Their folders are watched, not the
 * files: a renewal replaces files, or the links to them.
 * @returns ends it
 */
export function watchFiles(files: readonly string[], look: () => void, log: Logger): () => void {
  if (files.length === 0) return () => undefined;
  let settling: NodeJS.Timeout | undefined;
  const soon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      look();
    }, SETTLE_MS).unref();
  };
  const watchers = [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => watchFolder(folder, soon, log));
  const looking = setInterval(look, LOOK_MS).unref();
  return () => {
    clearInterval(looking);
    clearTimeout(settling);
    for (const watcher of watchers) watcher.close();
  };
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
