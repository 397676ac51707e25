import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from '../plugin/index.js';

/** Those who sign clients' certificates, from a PEM file that may change. */
export class ClientAuthorities {
  readonly file: string;
  readonly #log: Logger;
  #certificates: readonly string[];
  #complaint = '';

  /** @throws Error where the file cannot be read or holds no certificate */
  constructor(file: string, log: Logger) {
    this.file = file;
    this.#log = log;
    this.#certificates = readCertificates(file);
  }

  /** PEM, each by itself. The same list for as long as the file holds the same. */
  get certificates(): readonly string[] {
    return this.#certificates;
  }

  /** Reads the file again. One that cannot be used is told in the log, and those from before stay. */
  look(): void {
    try {
      const certificates = readCertificates(this.file);
      this.#complaint = '';
      if (certificates.join() === this.#certificates.join()) return;
      this.#certificates = certificates;
      this.#log.info({ file: this.file }, 'those who sign the certificates of clients have changed');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason === this.#complaint) return;
      this.#complaint = reason;
      this.#log.error({ reason }, 'the changed certificates of those who sign cannot be used: the ones before stay');
    }
  }
}

function readCertificates(file: string): readonly string[] {
  const certificates =
    readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new Error(`${file} holds no certificate in PEM form`);
  for (const pem of certificates) new X509Certificate(pem);
  return certificates;
}
