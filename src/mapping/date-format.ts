/** How a text holds a date, in UTC; compiled from a format such as `DD.MM.YYYY`. */
export interface DateFormat {
  /** Milliseconds since the epoch; undefined for a text that `print` would not make. */
  parse(text: string): number | undefined;
  /** Leaves out what the format does not have; undefined for years that do not have four digits. */
  print(instant: number): string | undefined;
  /** true: the texts are in the order of their dates. */
  readonly sorts: boolean;
}

const tokens = ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss', 'SSS'] as const;
type Token = (typeof tokens)[number];

const anyToken = /(YYYY|MM|DD|HH|mm|SSS|ss)/;

/** What is wrong with a format, in a sentence. */
export function formatProblem(format: string): string | undefined {
  const parts = format.split(anyToken);
  const found = parts.filter((_, index) => index % 2 === 1);
  const unknown = parts.find((part, index) => index % 2 === 0 && /[A-SU-Ya-z]/.test(part));
  if (unknown !== undefined) {
    return `The format has "${unknown.trim()}", which means nothing; it can have ${tokens.join(', ')}, or be "epoch" or "epochMs".`;
  }
  if (new Set(found).size < found.length) return 'The format names a part of the date twice.';
  const missing = (['YYYY', 'MM', 'DD'] as const).filter((token) => !found.includes(token));
  return missing.length > 0 ? `The format has no ${missing.join(' and no ')}: that is no date.` : undefined;
}

/** @param format for which there is no {@link formatProblem} */
export function createDateFormat(format: string): DateFormat {
  const parts = format.split(anyToken).filter((part) => part !== '');
  const order = parts.filter(isToken);
  const print = (instant: number): string | undefined => {
    const date = new Date(instant);
    const year = date.getUTCFullYear();
    if (Number.isNaN(year) || year < 0 || year > 9999) return undefined;
    return parts.map((part) => (isToken(part) ? digits[part](date) : part)).join('');
  };
  return {
    parse(text) {
      if (text.length !== format.length) return undefined;
      const numbers: { [Part in Token]?: number } = {};
      let at = 0;
      for (const part of parts) {
        if (isToken(part)) numbers[part] = Number(text.slice(at, at + part.length));
        at += part.length;
      }
      const { YYYY = 0, MM = 1, DD = 1, HH = 0, mm = 0, ss = 0, SSS = 0 } = numbers;
      // Date.UTC takes the years 0 to 99 for those of the 20th century.
      const instant = new Date(Date.UTC(2000, 0, 1, HH, mm, ss, SSS)).setUTCFullYear(YYYY, MM - 1, DD);
      return print(instant) === text ? instant : undefined;
    },
    print,
    sorts: order.every((token, index) => token === tokens[index]),
  };
}

function isToken(part: string): part is Token {
  return (tokens as readonly string[]).includes(part);
}

const digits: { readonly [Part in Token]: (date: Date) => string } = {
  YYYY: (date) => String(date.getUTCFullYear()).padStart(4, '0'),
  MM: (date) => twoDigits(date.getUTCMonth() + 1),
  DD: (date) => twoDigits(date.getUTCDate()),
  HH: (date) => twoDigits(date.getUTCHours()),
  mm: (date) => twoDigits(date.getUTCMinutes()),
  ss: (date) => twoDigits(date.getUTCSeconds()),
  SSS: (date) => String(date.getUTCMilliseconds()).padStart(3, '0'),
};

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
