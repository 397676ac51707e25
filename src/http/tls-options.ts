import { constants } from 'node:crypto';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { TlsPair } from './tls-pair.js';

export interface TlsSettings {
  readonly pair: TlsPair;
  /** Certificates, PEM, of those who sign clients' certificates. None: clients are not asked for one. */
  readonly clientCas: readonly string[];
}

/**
 * Those with forward secrecy and authenticated encryption alone: what Mozilla calls the intermediate configuration, without its
 * last resort for TLS 1.2 (DHE).
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** What Node's HTTPS server is opened with, and given again when the certificate changes. */
export function secureOptions({ pair, clientCas }: TlsSettings): SecureContextOptions & TlsOptions {
  const asksClients = clientCas.length > 0;
  return {
    cert: pair.cert,
    key: pair.key,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    ...(asksClients && {
      ca: [...clientCas],
      requestCert: true,
      // Another way of authentication may let the client in; `mtls` looks whether the certificate was verified.
      rejectUnauthorized: false,
      // A session that is taken up again knows no chain of the client's any more.
      secureOptions: constants.SSL_OP_NO_TICKET,
    }),
  };
}
