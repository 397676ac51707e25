const zoneless = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/i;
const zoned = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?$/i;

/**
 * The instant of a date in ISO 8601 form, in milliseconds since 1970; undefined for any other text. A time without a zone
 * is taken as UTC: the zone of the machine must not decide.
 */
export function instantOf(text: string): number | undefined {
  const instant = zoned.test(text)
    ? Date.parse(text.replace(' ', 'T'))
    : zoneless.test(text)
      ? Date.parse(`${text.replace(' ', 'T')}Z`)
      : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
