import { auditFiles } from './audit-files.js';
import { FIRST_HASH, openLine } from './audit-line.js';
import { readLines } from './read-lines.js';

/** What a verification found. */
export interface AuditVerdict {
  readonly files: number;
  readonly lines: number;
  /** The number of the first line that is there: more than 1 where old files are gone. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
  /** The hash of the last line: who keeps it elsewhere finds out later whether lines were cut off. */
  readonly lastHash: string | undefined;
  /** Sentences; empty where every line is as it was written. */
  readonly faults: readonly string[];
}

/** More are not worth reading. */
const MOST_FAULTS = 20;

/** Goes through an audit, file after file, and recomputes the chain of its lines. */
export async function verifyAudit(file: string): Promise<AuditVerdict> {
  const files = await auditFiles(file);
  const faults: string[] = [];
  let lines = 0;
  let firstSeq: number | undefined;
  let last: { readonly seq: number; readonly hash: string } | undefined;
  for (const name of files) {
    let number = 0;
    for await (const text of readLines(name)) {
      number += 1;
      lines += 1;
      const place = `${name}, line ${number}`;
      const opened = openLine(text);
      if (!opened) {
        faults.push(`${place}: this is no line of an audit.`);
        continue;
      }
      const { line, previous, hash, genuine } = opened;
      if (!genuine) faults.push(`${place}: the line has been changed since it was written.`);
      if (last && (line.seq !== last.seq + 1 || previous !== last.hash)) {
        faults.push(
          `${place}: it does not follow line number ${last.seq}; something between them is missing or was put in.`,
        );
      }
      if (!last && line.seq === 1 && previous !== FIRST_HASH) {
        faults.push(`${place}: it says that it is the first line, and also that one comes before it.`);
      }
      firstSeq ??= line.seq;
      last = { seq: line.seq, hash };
      if (faults.length >= MOST_FAULTS) break;
    }
  }
  return { files: files.length, lines, firstSeq, lastSeq: last?.seq, lastHash: last?.hash, faults };
}
