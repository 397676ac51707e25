import { stdSerializers } from 'pino';

/** Names under which nothing is logged. */
const secretName = /pass(?:word|phrase|wd)|secret|token|authorization|cookie|(?:api|private)[-_]?key|credential/i;

/** What is nested deeper is not written: it may hold secrets, or itself. */
const MAX_DEPTH = 6;

/**
 * Facts for the log with all that is named like a secret masked, and errors told with what caused them. What holds
 * neither is returned as it is: most lines cost one look at each name.
 */
export function withoutSecrets<Facts extends object>(facts: Facts): Facts {
  return mask(facts, 0) as Facts;
}

const KEPT_NAMES = 1000;
const known = new Map<string, boolean>();

/** The names of facts are few, and each line has some of them. */
function isSecret(name: string): boolean {
  let secret = known.get(name);
  if (secret === undefined) {
    secret = secretName.test(name);
    if (known.size < KEPT_NAMES) known.set(name, secret);
  }
  return secret;
}

/** Where people read the log its stack is printed as it stands: a message from outside must not steer their terminal. */
function toldError(error: Error): object {
  const told = stdSerializers.err(error);
  return { ...told, message: plain(told.message), stack: plain(told.stack), raw: undefined };
}

function plain(text: unknown): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones.
  return String(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

function mask(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return mask(toldError(value), depth);
  // A Secret, a date: these say themselves how they are written.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  if (depth > MAX_DEPTH) return '[deep]';
  let masked: { [name: string]: unknown } | undefined;
  for (const name of Object.keys(value)) {
    const inner = (value as { readonly [name: string]: unknown })[name];
    const shown = isSecret(name) ? '[secret]' : mask(inner, depth + 1);
    if (shown === inner) continue;
    masked ??= Object.fromEntries(Object.entries(value));
    Object.defineProperty(masked, name, { value: shown, enumerable: true });
  }
  if (!masked) return value;
  return Array.isArray(value) ? Object.values(masked) : masked;
}
