import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Authenticator } from './authenticator.js';
import type { ClientAuthorities } from './client-authorities.js';
import type { Principal } from './principal.js';
import { isSubject, parseSubject } from './subject.js';

/** Longer chains are not followed. */
const MOST_LINKS = 10;

const MAX_NAME_LENGTH = 100;

export interface MtlsOptions {
  readonly authorities: ClientAuthorities;
  readonly subject: string | undefined;
  /** Whether the principal is named as the config has it; else its certificate's common name goes behind. */
  readonly isLabelled: boolean;
}

/**
 * A client's certificate (mutual TLS). The handshake has verified it against all certificates of all connectors that sign;
 * here it must come from one of this connector's. What holds for a connection is looked at once, and again when those who sign
 * have changed.
 */
export function mtls({ authorities, subject, isLabelled }: MtlsOptions, principal: Principal): Authenticator {
  const wanted = subject === undefined ? [] : parseSubject(subject);
  let trusted = trust(authorities.certificates);
  const look = (socket: TLSSocket, anchors: ReadonlySet<string>): Principal | undefined => {
    if (!socket.authorized) return undefined;
    const peer = socket.getPeerCertificate(true);
    if (!peer.raw || !leadsTo(anchors, peer) || !isSubject(peer.subject, wanted)) return undefined;
    const commonName = String(peer.subject.CN ?? '').slice(0, MAX_NAME_LENGTH);
    return isLabelled || commonName === '' ? principal : { ...principal, name: `${principal.name} ${commonName}` };
  };
  // What a stranger shows may be written in ways that cannot be read.
  const lookSafely = (socket: TLSSocket): Principal | undefined => {
    try {
      return look(socket, trusted.anchors);
    } catch {
      return undefined;
    }
  };
  return {
    prove({ socket }) {
      if (!(socket instanceof TLSSocket)) return undefined;
      if (trusted.certificates !== authorities.certificates) trusted = trust(authorities.certificates);
      let seen = trusted.known.get(socket);
      if (!seen) {
        seen = { principal: lookSafely(socket) };
        trusted.known.set(socket, seen);
      }
      return seen.principal;
    },
    // No registered scheme fits; see header.ts.
    challenge: 'Certificate realm="scim-gateway"',
    description: `client certificate${subject === undefined ? '' : ` (${subject})`}`,
    clientAuthorities: authorities,
  };
}

/** What holds for as long as the same ones sign: their fingerprints, and the connections that were looked at. */
function trust(certificates: readonly string[]) {
  return {
    certificates,
    anchors: new Set(certificates.map((pem) => new X509Certificate(pem).fingerprint256)),
    known: new WeakMap<Socket, { readonly principal: Principal | undefined }>(),
  };
}

/** Follows the chain by its signatures: each certificate is signed by the next, which may sign, up to one of ours. */
function leadsTo(anchors: ReadonlySet<string>, peer: DetailedPeerCertificate): boolean {
  let link = peer;
  for (let count = 0; count < MOST_LINKS; count++) {
    const issuer = link.issuerCertificate;
    if (!issuer?.raw || issuer.fingerprint256 === link.fingerprint256) return false;
    const certificate = new X509Certificate(link.raw);
    const signer = new X509Certificate(issuer.raw);
    if (!signer.ca || !certificate.checkIssued(signer) || !certificate.verify(signer.publicKey)) return false;
    if (anchors.has(signer.fingerprint256)) return true;
    link = issuer;
  }
  return false;
}
