import type { PluginError } from '../plugin/index.js';

type Code = PluginError['code'];

const classes: Record<Code, string> = {
  notFound: 'NotFound',
  conflict: 'Conflict',
  invalidValue: 'InvalidValue',
  notSupported: 'NotSupported',
  versionMismatch: 'VersionMismatch',
  tooManyRequests: 'TooManyRequests',
  badGateway: 'BadGateway',
  unavailable: 'Unavailable',
};

/** A plugin does not keep what the contract promises: the message says what was done, what came, and what should have come. */
export class ContractBroken extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ContractBroken';
  }
}

/** @throws ContractBroken where the condition does not hold */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ContractBroken(message);
}

/**
 * The code of the typed error that an operation fails with.
 * @throws ContractBroken where it does not fail, or with another error
 */
export async function mustRefuse(what: string, operation: () => unknown, ...codes: readonly Code[]): Promise<void> {
  const wanted = codes.map((code) => classes[code]).join(' or ');
  let answer: unknown;
  try {
    answer = await operation();
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && codes.includes(code)) return;
    throw new ContractBroken(`${what} must throw ${wanted}, not ${nameOf(error)}.`, { cause: error });
  }
  throw new ContractBroken(`${what} must throw ${wanted}, but answered ${show(answer)}.`);
}

/** true: it was done; false: it was refused with one of these. Any other error goes on. */
export async function unlessRefused(operation: () => unknown, ...codes: readonly Code[]): Promise<boolean> {
  try {
    await operation();
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && codes.includes(code)) return false;
    throw error;
  }
}

/** By code, not by class: a plugin may bring its own copy of the package. */
export function codeOf(error: unknown): Code | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(classes, code) ? (code as Code) : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name} (${error.message})` : show(error);
}

/** A value for a message, short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}
