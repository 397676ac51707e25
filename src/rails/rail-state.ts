import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the rails of one connector remember; times are milliseconds since the epoch. */
export interface RailState {
  readonly deactivations: readonly number[];
  readonly deletions: readonly number[];
  /** Groups that lost members: how many they had when the counting began, and how many are gone since. */
  readonly groups: {
    readonly [group: string]: { readonly since: number; readonly members: number; readonly removed: number };
  };
  /** Where a limit was reached: nothing is taken away until it is released. */
  readonly closed?: { readonly rail: string; readonly at: number };
}

/** Keeps the state of a connector's rails over restarts. */
export interface RailStore {
  readonly state: RailState;
  /** Resolves when the state is on disk. */
  save(state: RailState): Promise<void>;
  /** true: an operator has asked for the rails to be released. */
  releaseAsked(): boolean;
  /** Forgets that somebody has asked. */
  forgetRelease(): Promise<void>;
}

export const emptyState: RailState = { deactivations: [], deletions: [], groups: {} };

/** The file that holds a connector's rails. */
export function railFile(folder: string, connector: string | undefined): string {
  return join(folder, `rails-${connector ?? 'connector'}.json`);
}

/**
 * The state as a file holds it; empty where there is none.
 * @throws Error a sentence, where the file cannot be read
 */
export function readRailState(file: string): RailState {
  if (!existsSync(file)) return emptyState;
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isState(state)) return state;
    throw new Error('it is not what the gateway writes');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The state of the rails, ${file}, cannot be read (${reason}). Remove the file to begin anew.`);
  }
}

/** Asks the gateway that uses the file to release its rails; it looks when the next removal comes. */
export async function askRelease(file: string): Promise<void> {
  await writeDurably(releaseFile(file), 'release\n');
}

/** @throws Error a sentence, where the file cannot be read */
export function openRailStore(file: string): RailStore {
  let state = readRailState(file);
  return {
    get state() {
      return state;
    },
    async save(next) {
      await writeDurably(file, `${JSON.stringify(next)}\n`);
      state = next;
    },
    releaseAsked: () => existsSync(releaseFile(file)),
    forgetRelease: () => rm(releaseFile(file), { force: true }),
  };
}

function releaseFile(file: string): string {
  return `${file}.release`;
}

async function writeDurably(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.tmp`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

function isState(value: unknown): value is RailState {
  if (typeof value !== 'object' || value === null) return false;
  const { deactivations, deletions, groups } = value as { [name: string]: unknown };
  return Array.isArray(deactivations) && Array.isArray(deletions) && typeof groups === 'object' && groups !== null;
}
