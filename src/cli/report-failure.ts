import { UsageError } from './usage-error.js';

/** What the system's errors at listening mean to an operator. */
const listenErrors: { readonly [code: string]: (address: string) => string } = {
  EADDRINUSE: (address) =>
    `${address} is in use by another process. Stop it, or choose another port: --port 0 takes any that is free.`,
  EACCES: (address) => `${address} may not be listened on by this user. Choose a port above 1023.`,
  EADDRNOTAVAIL: (address) => `${address} is no address of this machine. Choose another host.`,
  ENOTFOUND: (address) => `${address} is no host that this machine knows. Choose another host.`,
  EAI_AGAIN: (address) => `${address} is no host that this machine can look up now. Choose another host.`,
};

/** Says on standard error why the command failed, and sets the exit code: 2 for a wrong config or command, else 1. */
export async function reportFailure(error: unknown): Promise<void> {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nTry "scim-gateway --help".\n`);
    process.exitCode = 2;
    return;
  }
  const { ConfigError, explain } = await import('../config/index.js');
  if (error instanceof ConfigError) {
    process.stderr.write(`${explain(error, { color: process.stderr.isTTY === true && !process.env.NO_COLOR })}\n`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = 1;
  const expected = describe(error);
  if (expected === undefined) await reportBug(error);
  else process.stderr.write(`${expected}\n`);
}

/** What an operator can do something about; undefined where it is not known. */
function describe(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'PluginUnusable') return error.message;
  const { code, syscall, address, port, hostname } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
    readonly hostname?: string;
  };
  if (syscall !== 'listen' && syscall !== 'bind' && syscall !== 'getaddrinfo') return undefined;
  const host = address?.includes(':') ? `[${address}]` : (address ?? '');
  return code === undefined ? undefined : listenErrors[code]?.(hostname ?? `${host}:${port ?? ''}`);
}

/** The stack goes into the log, which people attach to their report. */
export async function reportBug(error: unknown): Promise<void> {
  process.stderr.write('This is a bug in scim-gateway or in a plugin. Please report it, with this line of the log:\n');
  const { createLogger } = await import('../observe/index.js');
  const log = await createLogger({ level: 'error', pretty: process.stderr.isTTY === true });
  log.error({ err: error }, 'unexpected failure');
}
