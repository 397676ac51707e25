/** What went wrong with one request on its way. */
export type FailureKind =
  /** No connection came about: the application has seen nothing of the request. */
  | 'connect'
  /** The two sides do not trust each other, or do not understand each other's TLS. */
  | 'tls'
  /** The connection ended before the answer did. */
  | 'reset'
  /** What came back is no HTTP, or cannot be decompressed. */
  | 'malformed'
  | 'tooLarge';

/** One request failed without a whole answer. */
export class AttemptFailure extends Error {
  readonly kind: FailureKind;
  /** false: nothing of the request was sent, so sending it again is safe whatever it asks for. */
  readonly sent: boolean;

  constructor(kind: FailureKind, sent: boolean, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
    this.sent = sent;
  }
}

/** Sorts what the HTTP client or the system reports. */
export function toAttemptFailure(error: unknown, sent: boolean): AttemptFailure {
  if (error instanceof AttemptFailure) return error;
  const code = codeOf(error);
  const message = error instanceof Error && error.message !== '' ? error.message : code;
  return new AttemptFailure(kindOf(code, sent), sent, message, { cause: error });
}

function kindOf(code: string, sent: boolean): FailureKind {
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_|^UND_ERR_PRX_TLS$/.test(code)) return 'tls';
  if (!sent) return 'connect';
  return /^HPE_|^UND_ERR_(?:HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|INVALID_ARG)$/.test(code)
    ? 'malformed'
    : 'reset';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
