import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from 'mkcert';

/** Files of a certificate for trying things out, and of the authority that signed it. */
export interface DevCertificate {
  readonly cert: string;
  readonly key: string;
  /** What clients have to trust. */
  readonly ca: string;
}

const AUTHORITY_DAYS = 3650;
/** Some systems take none that is valid for longer. */
const CERTIFICATE_DAYS = 397;
const RENEW_BEFORE_MS = 7 * 86_400_000;

/**
 * A certificate for this machine from an authority of the user's own, both kept in their home folder: made once, and the
 * certificate again when its time is nearly over or another name is asked for.
 */
export async function devCertificate(name: string | undefined, env: NodeJS.ProcessEnv): Promise<DevCertificate> {
  const folder = join(dataFolder(env), 'scim-gateway', 'dev-tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), ca: join(folder, 'ca.pem') };
  const caKey = join(folder, 'ca-key.pem');
  const names = [...new Set(['localhost', '127.0.0.1', '::1', hostname(), ...(name === undefined ? [] : [name])])];
  const { createCA, createCert } = await import('mkcert');
  let authority = readPair(files.ca, caKey);
  if (!authority) {
    const organization = `scim-gateway development, ${hostname()}`.slice(0, 60);
    const place = { countryCode: 'XX', state: 'Development', locality: 'Development' };
    authority = await createCA({ organization, ...place, validity: AUTHORITY_DAYS });
    writePair(authority, files.ca, caKey);
  }
  const served = readPair(files.cert, files.key);
  if (served && isGood(served, authority, names)) return files;
  writePair(await createCert({ ca: authority, domains: names, validity: CERTIFICATE_DAYS }), files.cert, files.key);
  return files;
}

/** What to do so that clients believe it. */
export function trustNote({ ca }: DevCertificate): string {
  return [
    'Development certificate: for trying things out, not for people\u2019s data. Clients trust it once they know its authority:',
    `  curl      --cacert ${ca}`,
    `  Node.js   NODE_EXTRA_CA_CERTS=${ca}`,
    `  Java      keytool -importcert -alias scim-gateway-dev -file ${ca} -keystore …/cacerts`,
    '',
  ].join('\n');
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
}

/** undefined: there is none, or only half of one. */
function readPair(cert: string, key: string): Certificate | undefined {
  try {
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } catch {
    return undefined;
  }
}

/** The key first: a certificate that is there has its key. Readable by the user alone. */
function writePair({ cert, key }: Certificate, certFile: string, keyFile: string): void {
  for (const [file, text] of [
    [keyFile, key],
    [certFile, cert],
  ] as const) {
    const made = `${file}.${process.pid}`;
    writeFileSync(made, text, { mode: 0o600 });
    renameSync(made, file);
  }
}

function isGood({ cert }: Certificate, authority: Certificate, names: readonly string[]): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const signer = new X509Certificate(authority.cert);
    const isFresh = new Date(certificate.validTo).getTime() - Date.now() > RENEW_BEFORE_MS;
    const isOurs = certificate.verify(signer.publicKey);
    return (
      isFresh && isOurs && names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)))
    );
  } catch {
    return false;
  }
}
