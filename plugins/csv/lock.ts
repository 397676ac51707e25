import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownIdentity, type ProcessIdentity, stillRuns } from './process-identity.js';

const LOCK_FILE = 'lock.json';
const BEAT_MS = 3000;
/** A lock of another machine (or container) that has not been renewed for so long is stale. */
const FOREIGN_STALE_MS = 20_000;

interface LockFacts extends ProcessIdentity {
  readonly token: string;
}

/** Holds a file against other gateways that would write it. */
export class FileLock {
  readonly #path: string;
  readonly #token: string;
  readonly #beat: NodeJS.Timeout;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
    this.#beat = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => undefined);
    }, BEAT_MS).unref();
  }

  /**
   * Takes the lock; one whose holder is gone is taken over.
   * @param file what the folder belongs to, for the message
   * @throws Error that names the process which holds it
   */
  static async take(folder: string, file: string): Promise<FileLock> {
    const path = join(folder, LOCK_FILE);
    const own: LockFacts = { ...ownIdentity(), token: randomUUID() };
    const prepared = `${path}.${own.token}`;
    await writeFile(prepared, JSON.stringify(own), { mode: 0o600 });
    try {
      const holder = await acquire(path, prepared);
      if (holder) throw new Error(heldMessage(file, holder));
      return new FileLock(path, own.token);
    } finally {
      await unlink(prepared);
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    if ((await readLock(this.#path))?.token === this.#token) await unlink(this.#path);
  }
}

/**
 * Makes the prepared file the lock at a path. A stale lock is replaced under a lock of its own, named after it: of several
 * who find it stale, one replaces it, and whoever comes late sees that it is another lock by then.
 * @returns the process that holds the lock; undefined: it is taken
 */
async function acquire(path: string, prepared: string): Promise<LockFacts | undefined> {
  for (;;) {
    if (await created(prepared, path)) return undefined;
    const held = await readLock(path);
    if (!held) continue;
    if (await isHeld(held, path)) return held;
    const guard = `${path}.${createHash('sha256').update(held.token).digest('hex').slice(0, 16)}`;
    const replacing = await acquire(guard, prepared);
    if (replacing) return replacing;
    try {
      if ((await readLock(path))?.token === held.token) {
        await replace(prepared, path);
        return undefined;
      }
    } finally {
      await unlink(guard);
    }
  }
}

/** The prepared file stays where it is: its other names are locks too. */
async function replace(prepared: string, path: string): Promise<void> {
  const copy = `${prepared}.copy`;
  await copyFile(prepared, copy);
  await rename(copy, path);
}

async function created(prepared: string, path: string): Promise<boolean> {
  try {
    await link(prepared, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** undefined: there is none. A file that is no lock counts as one that nobody holds. */
async function readLock(path: string): Promise<LockFacts | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { pid, host, started, token } = JSON.parse(text) as Partial<LockFacts>;
    return { pid: Number(pid), host: String(host), started: String(started), token: String(token) };
  } catch {
    return { pid: Number.NaN, host: '', started: '', token: text };
  }
}

async function isHeld(held: LockFacts, path: string): Promise<boolean> {
  if (!Number.isSafeInteger(held.pid) || held.pid <= 0) return false;
  if (held.host === ownIdentity().host) return stillRuns(held);
  try {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < FOREIGN_STALE_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function heldMessage(file: string, { pid, host }: ProcessIdentity): string {
  const where = host === ownIdentity().host ? '' : ` on ${host}`;
  return `Another gateway, process ${pid}${where}, writes ${file} already. Stop it first, or serve another file.`;
}
