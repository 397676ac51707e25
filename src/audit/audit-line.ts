import { createHash } from 'node:crypto';

interface LineBase {
  /** Counts all lines of the audit, over all its files, from 1. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A change that is about to be made. */
export interface IntentLine extends LineBase {
  readonly type: 'intent';
  readonly connector?: string;
  readonly by: { readonly credential?: string; readonly address?: string };
  readonly requestId: string;
  readonly operation: 'create' | 'update' | 'delete';
  readonly resourceType: string;
  readonly id?: string;
  readonly subject?: string;
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
}

/** How it ended. An intent without an outcome: the gateway came to an end in between, and the change may have been made. */
export interface OutcomeLine extends LineBase {
  readonly type: 'outcome';
  /** The `seq` of the intent. */
  readonly of: number;
  readonly outcome: 'done' | 'failed';
  readonly id?: string;
  /** The SCIM status of a failure. */
  readonly status?: number;
}

export type AuditLine = IntentLine | OutcomeLine;

/** The hash that the first line of all follows. */
export const FIRST_HASH = '0'.repeat(64);

const TAIL = /,"hash":"([0-9a-f]{64})"\}$/;

/** The line's text with the hash of the line before it, and its own hash over all that. */
export function sealLine(line: AuditLine, previous: string): { readonly text: string; readonly hash: string } {
  const body = oneLine(JSON.stringify({ ...line, previous }));
  const hash = sha256(body);
  return { text: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** A line as it was written, its hash recomputed; undefined where it is not a line of an audit at all. */
export function openLine(
  text: string,
):
  | { readonly line: AuditLine; readonly previous: string; readonly hash: string; readonly genuine: boolean }
  | undefined {
  const hash = TAIL.exec(text)?.[1];
  if (hash === undefined) return undefined;
  const body = text.replace(TAIL, '}');
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isLine(parsed)) return undefined;
    const { previous, ...line } = parsed;
    return { line, previous, hash, genuine: sha256(body) === hash };
  } catch {
    return undefined;
  }
}

/** Some readers take these for the end of a line, too; JSON lets them stand. */
function oneLine(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function isLine(value: unknown): value is AuditLine & { readonly previous: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, at, type, previous, changes, by } = value as { readonly [name: string]: unknown };
  if (!Number.isSafeInteger(seq) || typeof at !== 'string' || typeof previous !== 'string') return false;
  return type === 'outcome' || (type === 'intent' && Array.isArray(changes) && typeof by === 'object' && by !== null);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
