import type { Resource } from '../resource.js';
import type { CompiledType } from '../schema/compile-type.js';
import type { OnTolerated } from '../schema/tolerances.js';
import type { Filter } from './ast.js';
import { compileFilter } from './compile-filter.js';
import { parseFilter } from './parse-filter.js';

export interface CompiledFilter {
  readonly filter: Filter;
  readonly matches: (resource: Resource) => boolean;
}

/** Longer texts are compiled each time: a cache of them would hold too much memory. */
const MAX_CACHED_LENGTH = 1000;

/**
 * Parses and compiles filters for one resource type, each text once as long as it stays among the `max` last used.
 * The function throws ScimError 400 `invalidFilter`.
 */
export function createFilterCache(
  type: CompiledType,
  { max, onTolerated }: { readonly max: number; readonly onTolerated?: OnTolerated },
): (text: string) => CompiledFilter {
  const cache = new Map<string, CompiledFilter & { readonly tolerated: readonly Parameters<OnTolerated>[] }>();
  return (text) => {
    const cached = cache.get(text);
    if (cached) {
      cache.delete(text);
      cache.set(text, cached);
      for (const tolerated of cached.tolerated) onTolerated?.(...tolerated);
      return cached;
    }
    const tolerated: Parameters<OnTolerated>[] = [];
    const filter = parseFilter(text, {
      onTolerated(...what) {
        tolerated.push(what);
        onTolerated?.(...what);
      },
    });
    const compiled = { filter, matches: compileFilter(filter, type), tolerated };
    if (text.length <= MAX_CACHED_LENGTH) {
      cache.set(text, compiled);
      const oldest = cache.size > max ? cache.keys().next().value : undefined;
      if (oldest !== undefined) cache.delete(oldest);
    }
    return compiled;
  };
}
