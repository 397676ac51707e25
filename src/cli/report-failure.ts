import { ConfigError, explain } from '../config/index.js';

/** The command line is wrong. */
export class UsageError extends Error {}

/** What the system's errors at listening mean to an operator. */
const listenErrors: { readonly [code: string]: (address: string) => string } = {
  EADDRINUSE: (address) =>
    `${address} is in use by another process. Stop it, or choose another port: --port 0 takes any that is free.`,
  EACCES: (address) => `${address} may not be listened on by this user. Choose a port above 1023.`,
  EADDRNOTAVAIL: (address) => `${address} is no address of this machine. Choose another host.`,
  ENOTFOUND: (address) => `${address} is no host that this machine knows.`,
};

/** Says on standard error why the command failed, and sets the exit code: 2 for a wrong config, else 1. */
export function reportFailure(error: unknown): void {
  if (error instanceof ConfigError) {
    process.stderr.write(`${explain(error, { color: process.stderr.isTTY === true && !process.env.NO_COLOR })}\n`);
    process.exitCode = 2;
    return;
  }
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return `${error.message}\n\nTry "scim-gateway --help".`;
  if (error.name === 'PluginUnusable') return error.message;
  const { code, address, port, hostname } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    hostname?: string;
  };
  const explained = code === undefined ? undefined : listenErrors[code];
  if (explained) return explained(hostname ?? `${address ?? ''}:${port ?? ''}`);
  return `scim-gateway failed in a way that it does not know; please report it.\n${error.stack ?? error.message}`;
}
