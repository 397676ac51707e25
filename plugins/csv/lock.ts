import { randomUUID } from 'node:crypto';
import { link, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
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
      for (let attempt = 0; attempt < 10; attempt++) {
        if (await created(prepared, path)) return new FileLock(path, own.token);
        const held = await readLock(path);
        if (!held) continue;
        if (await isHeld(held, path)) throw new Error(heldMessage(file, held));
        await takeAway(path, held, own.token);
      }
      throw new Error(`The lock ${path} changes hands all the time; see which other gateways are being started.`);
    } finally {
      await unlink(prepared);
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#beat);
    if ((await readLock(this.#path))?.token === this.#token) await unlink(this.#path);
  }
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
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs < FOREIGN_STALE_MS;
}

/** Moves a stale lock away; whoever comes second moves a fresh one and puts it back. */
async function takeAway(path: string, stale: LockFacts, token: string): Promise<void> {
  const away = `${path}.stale.${token}`;
  try {
    await rename(path, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readLock(away);
  if (moved && moved.token !== stale.token) await link(away, path).catch(() => undefined);
  await unlink(away);
}

function heldMessage(file: string, { pid, host }: ProcessIdentity): string {
  const where = host === ownIdentity().host ? '' : ` on ${host}`;
  return `Another gateway, process ${pid}${where}, writes ${file} already. Stop it first, or serve another file.`;
}
