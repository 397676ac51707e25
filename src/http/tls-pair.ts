import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Absolute paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate chain and its key, PEM, that belong together. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** A certificate and key that cannot be served with; the message is a sentence for the operator. */
export class TlsPairUnusable extends Error {
  /** Which of the two files is the trouble. */
  readonly part: 'cert' | 'key';

  constructor(part: 'cert' | 'key', message: string) {
    super(message);
    this.name = 'TlsPairUnusable';
    this.part = part;
  }
}

/** @throws TlsPairUnusable where a file cannot be read, is none, or the two do not belong together */
export function readTlsPair(files: TlsFiles): TlsPair {
  const cert = read('cert', files.cert);
  const key = read('key', files.key);
  const certificate = attempt('cert', `The file ${files.cert} holds no certificate in PEM form`, () => {
    return new X509Certificate(cert);
  });
  const isEncrypted = /-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(key);
  const complaint = isEncrypted
    ? `The key ${files.key} is encrypted; store it without a pass phrase, readable by the gateway's user alone`
    : `The file ${files.key} holds no private key in PEM form`;
  const privateKey = attempt('key', complaint, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new TlsPairUnusable('key', `The key ${files.key} is not the one of the certificate ${files.cert}.`);
  }
  attempt('cert', `The chain in ${files.cert} cannot be used`, () => createSecureContext({ cert, key }));
  return { cert, key, validFrom: new Date(certificate.validFrom), validTo: new Date(certificate.validTo) };
}

function read(part: 'cert' | 'key', file: string): string {
  return attempt(part, 'The file cannot be read', () => readFileSync(file, 'utf8'));
}

function attempt<Result>(part: 'cert' | 'key', complaint: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TlsPairUnusable(part, `${complaint}: ${reason}.`);
  }
}
