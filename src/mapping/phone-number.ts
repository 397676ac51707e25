/**
 * A telephone number as digits, with a + in front where it names its country: blanks and `-./()` between them go, as does
 * the `(0)` of `+49 (0) 89`, and 00 in front becomes +. undefined for any other text.
 * @param country of numbers that name none, such as `+49`: one 0 in front of them gives way to it
 */
export function normalisePhone(text: string, country?: string): string | undefined {
  const digits = text.replace(/^(\s*(?:\+|00)[^(]*)\(0\)/, '$1').replace(/[\s\-./()\u2010-\u2015]/g, '');
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  const number =
    country === undefined || international.startsWith('+')
      ? international
      : `${country}${international.replace(/^0/, '')}`;
  // E.164: a country is not 0, and there are 15 digits at most.
  return /^(\+[1-9])?\d{2,14}$/.test(number) ? number : undefined;
}
