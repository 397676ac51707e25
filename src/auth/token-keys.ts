import { readFileSync, statSync } from 'node:fs';
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Logger } from '../plugin/index.js';

/** How long the keys of a URL are used before they are asked for again, in the background. */
const REFRESH_MS = 10 * 60_000;

/** An unknown key makes us look for new ones, but no more often than this. */
const COOL_DOWN_MS = 30_000;

const FETCH_TIMEOUT_MS = 5_000;

/** How often a file is looked at, at most. */
const LOOK_MS = 1_000;

/**
 * The keys of a JWKS URL (RFC 7517). A token with a key that is not known makes it ask again; keys that were had once are used
 * for as long as the URL cannot be reached.
 */
export function keysOfUrl(url: URL, log: Logger, coolDownMs: number = COOL_DOWN_MS): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: coolDownMs,
    cacheMaxAge: Number.POSITIVE_INFINITY,
  });
  let askedAt = performance.now();
  const refresh = (): void => {
    askedAt = performance.now();
    keys.reload().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const meaning = keys.jwks() ? 'the keys from before are used' : 'tokens are refused until they can be had';
      // Its query may hold a key.
      log.error({ url: `${url.origin}${url.pathname}`, reason }, `the keys of tokens cannot be had: ${meaning}`);
    });
  };
  refresh();
  return (header, token) => {
    if (performance.now() - askedAt > REFRESH_MS) refresh();
    return keys(header, token);
  };
}

/**
 * The keys of a JWKS file, read again when it changes; a changed file that holds none is told in the log, and the keys from
 * before stay.
 * @throws Error where it cannot be read or holds no keys
 */
export function keysOfFile(file: string, log: Logger): JWTVerifyGetKey {
  const read = (): JWTVerifyGetKey => createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet);
  const stamp = (): string => {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  };
  let seen = stamp();
  let keys = read();
  let lookedAt = performance.now();
  const look = (): void => {
    lookedAt = performance.now();
    try {
      const now = stamp();
      if (now === seen) return;
      seen = now;
      keys = read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ file, reason }, 'the changed file holds no keys of tokens: those from before are used');
    }
  };
  return (header, token) => {
    if (performance.now() - lookedAt > LOOK_MS) look();
    return keys(header, token);
  };
}
