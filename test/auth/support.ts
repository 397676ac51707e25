import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { type CompiledAuth, compileAuth } from '#src/auth/index.js';
import type { AuthMethod } from '../../schemas/auth.js';

const socket = new Socket();

export const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** A log that keeps its lines. */
export function keptLog() {
  const lines: { readonly level: string; readonly facts: object; readonly message: string }[] = [];
  const at = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

export function compile(methods: readonly AuthMethod[], folder = '.', { log } = keptLog()): Promise<CompiledAuth> {
  return compileAuth(methods, { folder, log });
}

/** The name of whom the headers prove, or undefined. */
export async function nameOf(
  { authenticate }: CompiledAuth,
  headers: IncomingHttpHeaders,
): Promise<string | undefined> {
  return (await authenticate({ headers, socket }))?.name;
}
