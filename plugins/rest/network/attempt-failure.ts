/** What went wrong with one request on its way. */
export type FailureKind =
  /** No connection came about: the application has seen nothing of the request. */
  | 'connect'
  /** The two sides do not trust each other, or do not understand each other's TLS. */
  | 'tls'
  /** The proxy on the way lets nothing through. */
  | 'proxy'
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

/** Sorts what the HTTP client or the system reports. Their errors may hold parts of the answer, and are not kept. */
export function toAttemptFailure(error: unknown, sent: boolean): AttemptFailure {
  if (error instanceof AttemptFailure) return error;
  const { name, message: said } = error instanceof Error ? error : { name: '', message: String(error) };
  const code = codeOf(error);
  const message = said.includes(code) ? said : said === '' ? code : `${said} (${code})`;
  return new AttemptFailure(kindOf({ name, code, message }, sent), sent, message);
}

interface Report {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

function kindOf({ name, code, message }: Report, sent: boolean): FailureKind {
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_|^UND_ERR_PRX_TLS$/.test(code)) return 'tls';
  if (/Proxy response \(40[37]\)|Proxy Authentication Required/.test(message)) return 'proxy';
  if (!sent) return 'connect';
  if (name === 'HTTPParserError') return code === 'HPE_INVALID_EOF_STATE' ? 'reset' : 'malformed';
  return code === 'UND_ERR_HEADERS_OVERFLOW' ? 'malformed' : 'reset';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
