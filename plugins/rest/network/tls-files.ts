import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { NetworkOptions } from './options.js';

/**
 * What the files under `tls` make of a connection. Authorities named there are trusted beside the well-known ones.
 * @throws Error a sentence with the name of the setting, for the operator
 */
export function secureContextOf({ ca, cert, key, passphrase }: NetworkOptions['tls'], folder: string): SecureContext {
  if ((cert === undefined) !== (key === undefined)) {
    throw new Error('"tls" names a certificate without its key, or a key without its certificate; it takes both.');
  }
  const read = (name: string, file: string): string => {
    try {
      return readFileSync(resolve(folder, file), 'utf8');
    } catch (error) {
      throw new Error(`"tls.${name}" names a file that cannot be read: ${reasonOf(error)}.`, { cause: error });
    }
  };
  const trusted = ca === undefined ? undefined : [ca].flat().map((file) => read('ca', file));
  const own = cert !== undefined && key !== undefined && { cert: read('cert', cert), key: read('key', key) };
  for (const text of trusted ?? []) {
    if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('"tls.ca" names a file without a certificate.');
  }
  try {
    return createSecureContext({
      ...(trusted && { ca: [...rootCertificates, ...trusted] }),
      ...own,
      ...(passphrase !== undefined && { passphrase }),
    });
  } catch (error) {
    throw new Error(`The files under "tls" cannot be used: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
