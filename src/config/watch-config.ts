import { readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** A file is taken to be whole when it has stayed the same for so long. */
const SETTLE_MS = 250;

/** Where the file system tells of no change (network drives), this is how long one waits. */
const LOOK_MS = 5_000;

/**
 * Calls `onChange` when a file holds another text than before, once it is at rest. The folder is watched, not the file: an
 * editor puts another file in its place, and so does Kubernetes with a link. A file that is gone or empty is one that is
 * being written.
 * @param loaded the text that is known already; empty: what the file holds now
 * @returns ends it
 */
export function watchConfig(file: string, loaded: string, onChange: () => void): () => void {
  let known = loaded === '' ? textOf(file) : loaded;
  let seen = known;
  let settling: NodeJS.Timeout | undefined;
  const look = (): void => {
    const text = textOf(file);
    if (text === undefined || text === '') return;
    if (text !== seen) {
      seen = text;
      soon();
    } else if (text !== known) {
      known = text;
      onChange();
    }
  };
  // Other files of the folder may change all the time: what is armed stays so.
  const soon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      look();
    }, SETTLE_MS).unref();
  };
  const looking = setInterval(look, LOOK_MS).unref();
  const stopWatching = watchFolder(dirname(file), soon);
  soon();
  return () => {
    clearInterval(looking);
    clearTimeout(settling);
    stopWatching();
  };
}

/** Where a folder cannot be watched, looking at the file every so often is what is left. */
function watchFolder(folder: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
