import { type Certificate, createCA, createCert } from 'mkcert';

export type { Certificate };

/** A certificate authority of its own. */
export function authority(organization: string): Promise<Certificate> {
  return createCA({ organization, countryCode: 'NL', state: 'Test', locality: 'Test', validity: 30 });
}

/** A certificate for names and addresses, or of a client. */
export function certificate(
  ca: Certificate,
  domains: readonly string[],
  organization?: string,
  validity = 20,
): Promise<Certificate> {
  return createCert({ ca, domains: [...domains], validity, ...(organization !== undefined && { organization }) });
}
