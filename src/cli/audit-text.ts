import type { AuditEntry } from '../audit/index.js';

/** One change for people: when, what, by whom, how it ended, and a line for each attribute. */
export function entryText(entry: AuditEntry): string {
  const { at, connector, operation, resourceType, changes, requestId } = entry;
  const where = connector === undefined ? '' : `${connector}: `;
  const lines = [
    `${at}  ${where}${operation} ${resourceType} ${whomText(entry)} by ${whoText(entry)}${endingText(entry)}  [${requestId}]`,
    ...changes.map(({ path, before, after }) => `    ${path}: ${shown(before)} -> ${shown(after)}`),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function whomText({ subject, id }: AuditEntry): string {
  const name = subject === undefined ? undefined : nameText(subject);
  return [name, id !== undefined && id !== subject ? `(${id})` : undefined].filter(Boolean).join(' ');
}

/** Between quotes where it is no plain word: a name does not pass for what comes behind it. */
function nameText(name: string): string {
  return /^[^\s"()[\]]+$/.test(name) ? name : JSON.stringify(name);
}

function whoText({ by: { credential = 'the gateway', address } }: AuditEntry): string {
  return address === undefined ? credential : `${credential} from ${address}`;
}

function endingText({ outcome, status }: AuditEntry): string {
  if (outcome === 'done') return '';
  if (outcome === 'unknown') return ' and it is not known how it ended';
  // The application was cut off, and may have made it all the same.
  if (status === 504 || status === 499) return ` and was cut off (${status}): it is not known how it ended`;
  return ` FAILED with ${status}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** What clients wrote neither steers the terminal nor begins a line of its own. */
function plain(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
}
