import type { Logger } from '../plugin/index.js';
import { readTlsPair, type TlsFiles, type TlsPair, TlsPairUnusable } from './tls-pair.js';
import { watchFiles } from './watch-files.js';

/**
 * Calls `onPair` each time the files hold another pair that can be served with; one that cannot be is told in the log, and
 * looked at again with the next change.
 * @returns ends it
 */
export function watchTls(
  files: TlsFiles,
  {
    current,
    onPair,
    log,
  }: { readonly current: TlsPair; readonly onPair: (pair: TlsPair) => void; readonly log: Logger },
): () => void {
  let served = current;
  let complaint = '';
  const look = (): void => {
    try {
      const pair = readTlsPair(files);
      complaint = '';
      if (pair.cert === served.cert && pair.key === served.key) return;
      refuseOutOfDate(pair, files);
      onPair(pair);
      served = pair;
      log.info({ validTo: pair.validTo }, 'the certificate has changed: new connections get the new one');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message === complaint) return;
      complaint = message;
      log.error({ reason: message }, 'the changed certificate cannot be used: the one before stays');
    }
  };
  return watchFiles([files.cert, files.key], look, log);
}

function refuseOutOfDate({ validFrom, validTo }: TlsPair, { cert }: TlsFiles): void {
  const now = Date.now();
  if (validTo.getTime() < now) {
    throw new TlsPairUnusable('cert', `The certificate ${cert} was valid until ${validTo.toISOString()}.`);
  }
  if (validFrom.getTime() > now) {
    throw new TlsPairUnusable('cert', `The certificate ${cert} is not valid before ${validFrom.toISOString()}.`);
  }
}
