import type { Client } from './client.js';
import type { Entry, Ledger, Scope } from './ledger.js';
import { NoAnswer } from './mismatch.js';
import { objectsAt, valueAt } from './value-at.js';

/** Something of this run that could not be removed. */
export interface Leftover {
  readonly endpoint: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly reason: string;
}

/** Removes what the book says is still there, the newest first. Never throws; says what it could not remove. */
export async function cleanUp(client: Client, ledger: Ledger, scope: Scope): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const entry of ledger.left(scope)) {
    const reason = await attempt(client, ledger, entry);
    if (reason === undefined) ledger.forget(entry);
    else leftovers.push({ endpoint: entry.endpoint, id: entry.id, name: entry.name, reason });
  }
  return leftovers;
}

async function attempt(client: Client, ledger: Ledger, entry: Entry): Promise<string | undefined> {
  try {
    return entry.id === undefined
      ? await removeByName(client, ledger, entry)
      : await remove(client, entry.endpoint, entry.id);
  } catch (error) {
    if (error instanceof NoAnswer) return error.message;
    throw error;
  }
}

async function remove(client: Client, endpoint: string, id: string): Promise<string | undefined> {
  const path = `${endpoint}/${encodeURIComponent(id)}`;
  const { status } = await client.delete(path);
  if (status < 300 || status === 404 || status === 410) return undefined;
  return `DELETE was answered with ${status}`;
}

/** For what may have been made although no answer said so. */
async function removeByName(
  client: Client,
  ledger: Ledger,
  { endpoint, name, nameAttribute: attribute }: Entry,
): Promise<string | undefined> {
  if (name === undefined || !name.toLowerCase().startsWith(ledger.prefix)) return undefined;
  const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(name)}`);
  const answer = await client.get(`${endpoint}?filter=${filter}`);
  if (answer.status !== 200) return `it may exist: the look-up by name was answered with ${answer.status}`;
  for (const found of objectsAt(answer.body, 'Resources')) {
    // The server may not have applied the filter: only what has exactly this name is of this run.
    const isOurs = String(valueAt(found, attribute)).toLowerCase() === name.toLowerCase();
    if (!isOurs || typeof found.id !== 'string') continue;
    ledger.adopt(endpoint, found.id, name);
    const reason = await remove(client, endpoint, found.id);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
