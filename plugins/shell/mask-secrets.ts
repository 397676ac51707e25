const MASK = '[secret]';

/** Replaces every secret in a text that a script wrote. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const masker = new SecretMasker(secrets);
  return masker.push(text) + masker.end();
}

/** Replaces secrets in a text that comes in pieces, also those that are cut in two. */
export class SecretMasker {
  /** The longest first: one may be a part of another. */
  readonly #secrets: readonly string[];
  readonly #longest: number;
  /** What may be the beginning of a secret. */
  #held = '';

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter((secret) => secret !== '').sort((left, right) => right.length - left.length);
    this.#longest = this.#secrets[0]?.length ?? 0;
  }

  /** The text that is certain with this piece. */
  push(piece: string): string {
    if (this.#longest === 0) return piece;
    let text = this.#held + piece;
    for (const secret of this.#secrets) text = text.replaceAll(secret, MASK);
    const certain = Math.max(0, text.length - this.#longest + 1);
    this.#held = text.slice(certain);
    return text.slice(0, certain);
  }

  /** The rest. */
  end(): string {
    return this.#held;
  }
}
