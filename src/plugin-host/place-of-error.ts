import { fileURLToPath } from 'node:url';

/**
 * Where an error was thrown, as `FILE:LINE`: the first place of its stack that is no part of Node.js, of this package or of
 * a package that is installed; undefined where there is none.
 */
export function thrownAt(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const own = fileURLToPath(new URL('../../', import.meta.url));
  for (const [, place = '', line] of error.stack.matchAll(
    /(?:^|[\s(])((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n()]*?):(\d+)/g,
  )) {
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!file.includes('node_modules') && !file.startsWith(own)) return `${file}:${line}`;
  }
  return undefined;
}
