import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * The process groups of one adapter that may still have somebody in them. A program that is started leads a group of its
 * own, so that what it starts can be ended with it.
 */
export class ProcessGroups {
  readonly #leaders = new Set<number>();
  readonly #ending = new Map<number, Promise<void>>();
  readonly #graceMs: number;
  /** Nobody is left behind where the gateway does not take the time to close. */
  readonly #onExit = (): void => {
    for (const leader of this.#leaders) signalGroup(leader, 'SIGKILL');
  };

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
    // One listener for each adapter is meant, however many there are.
    process.setMaxListeners(process.getMaxListeners() + 1);
    process.once('exit', this.#onExit);
  }

  add(leader: number): void {
    this.#leaders.add(leader);
  }

  /** To be called when the leader has exited: those that it left behind may finish within the grace, then they are ended. */
  leaderExited(leader: number): void {
    if (this.#ending.has(leader)) return;
    if (isAlive(leader)) void this.#isEmpty(leader).then(() => this.end(leader));
    else this.#leaders.delete(leader);
  }

  /** Whether somebody of the group may be left. */
  has(leader: number): boolean {
    return this.#leaders.has(leader);
  }

  /** Whether the group was told to end. */
  isEnding(leader: number): boolean {
    return this.#ending.has(leader);
  }

  /** SIGTERM to the whole group, SIGKILL to those that are there after the grace; resolves when nobody is left. */
  end(leader: number): Promise<void> {
    if (!this.#leaders.has(leader)) return Promise.resolve();
    let ending = this.#ending.get(leader);
    if (!ending) {
      ending = this.#end(leader).finally(() => {
        this.#leaders.delete(leader);
        this.#ending.delete(leader);
      });
      this.#ending.set(leader, ending);
    }
    return ending;
  }

  /** Ends every group. */
  async close(): Promise<void> {
    await Promise.all([...this.#leaders].map((leader) => this.end(leader)));
    if (!process.listeners('exit').includes(this.#onExit)) return;
    process.removeListener('exit', this.#onExit);
    process.setMaxListeners(process.getMaxListeners() - 1);
  }

  async #end(leader: number): Promise<void> {
    signalGroup(leader, 'SIGTERM');
    if (await this.#isEmpty(leader)) return;
    signalGroup(leader, 'SIGKILL');
    // They are gone in a moment; those that nobody reaps, as in a container without an init, never count as gone.
    await this.#isEmpty(leader);
  }

  /** Waits for the group to become empty; false where somebody is still there after the grace. */
  async #isEmpty(leader: number): Promise<boolean> {
    const patience = performance.now() + this.#graceMs;
    while (isAlive(leader)) {
      if (performance.now() >= patience) return false;
      await delay(POLL_MS);
    }
    return true;
  }
}

/** On Windows there are no groups: the tree of processes ends at once. */
function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(leader), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody is there any more, or nobody that the gateway may signal.
  }
}

function isAlive(leader: number): boolean {
  try {
    return process.kill(process.platform === 'win32' ? leader : -leader, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
