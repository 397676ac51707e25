/** The URL of a resource. What of an id is no text at all (half a surrogate pair) is replaced, as in any UTF-8. */
export function resourceUrl(base: string, endpoint: string, id: string): string {
  return `${base}${endpoint}/${encodeURIComponent(id.replace(loneSurrogates, '\ufffd'))}`;
}

const loneSurrogates = /\p{Surrogate}/gu;
