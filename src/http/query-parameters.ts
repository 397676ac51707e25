/** Query parameters under their names in lower case (clients write `startindex`); of a repeated one, the first counts. */
export function lowerCaseNames(query: { readonly [name: string]: string | readonly string[] | undefined }): {
  readonly [name: string]: string | undefined;
} {
  const result: { [name: string]: string | undefined } = Object.create(null);
  for (const name in query) {
    const value = query[name];
    const lower = name.toLowerCase();
    if (lower in result) continue;
    result[lower] = typeof value === 'string' ? value : value?.[0];
  }
  return result;
}
