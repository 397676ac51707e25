import { auditFiles } from './audit-files.js';
import { type IntentLine, type OutcomeLine, openLine } from './audit-line.js';
import { readLines } from './read-lines.js';

/** A change with how it ended; `unknown`: the gateway came to an end before it could say. */
export interface AuditEntry extends Omit<IntentLine, 'type'> {
  readonly outcome: OutcomeLine['outcome'] | 'unknown';
  readonly status?: number;
}

/** Which changes are wanted; every part must hold. */
export interface AuditQuery {
  /** An id or a `userName` or `displayName`, in whatever case. */
  readonly subject?: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  readonly connector?: string;
  readonly resourceType?: string;
  readonly operation?: string;
  readonly outcome?: string;
}

/** Outcomes come soon after their intents: an intent that is this far behind is given out without one. */
const OPEN_INTENTS = 10_000;

/** The changes of an audit, the oldest first; no more than the open ones are held in memory. */
export async function* readEntries(file: string, query: AuditQuery): AsyncGenerator<AuditEntry> {
  const open = new Map<number, AuditEntry>();
  for (const name of await auditFiles(file)) {
    for await (const text of readLines(name)) {
      const line = openLine(text)?.line;
      if (!line) continue;
      if (line.type === 'outcome') {
        const intent = open.get(line.of);
        if (!intent) continue;
        const { outcome, status, id } = line;
        open.set(line.of, {
          ...intent,
          ...(id !== undefined && { id }),
          outcome,
          ...(status !== undefined && { status }),
        });
      } else {
        const { type: _type, ...intent } = line;
        open.set(line.seq, { ...intent, outcome: 'unknown' });
      }
      yield* settled(open, query, OPEN_INTENTS);
    }
  }
  yield* settled(open, query, 0);
}

/** What stands before the first open intent, in order, and what has waited too long. */
function* settled(open: Map<number, AuditEntry>, query: AuditQuery, most: number): Generator<AuditEntry> {
  for (const [seq, entry] of open) {
    if (entry.outcome === 'unknown' && open.size <= most) return;
    open.delete(seq);
    if (isWanted(entry, query)) yield entry;
  }
}

function isWanted(entry: AuditEntry, query: AuditQuery): boolean {
  const at = Date.parse(entry.at);
  if (query.since !== undefined && at < query.since) return false;
  if (query.until !== undefined && at >= query.until) return false;
  if (query.connector !== undefined && entry.connector !== query.connector) return false;
  if (query.resourceType !== undefined && entry.resourceType !== query.resourceType) return false;
  if (query.operation !== undefined && entry.operation !== query.operation) return false;
  if (query.outcome !== undefined && entry.outcome !== query.outcome) return false;
  return query.subject === undefined || isAbout(entry, query.subject.toLowerCase());
}

function isAbout({ id, subject, changes }: AuditEntry, wanted: string): boolean {
  if (id?.toLowerCase() === wanted || subject?.toLowerCase() === wanted) return true;
  return changes.some(
    ({ path, before, after }) =>
      (path === 'userName' || path === 'displayName') &&
      [before, after].some((value) => typeof value === 'string' && value.toLowerCase() === wanted),
  );
}
