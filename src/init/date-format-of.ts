import type { FieldProfile } from './field-profile.js';

/** Forms of dates besides that of ISO 8601, which everybody reads; each with where day and month stand. */
const forms = [
  { format: 'DD.MM.YYYY', pattern: /^(?<day>\d\d)\.(?<month>\d\d)\.\d{4}$/ },
  { format: 'DD/MM/YYYY', pattern: /^(?<day>\d\d)\/(?<month>\d\d)\/\d{4}$/ },
  { format: 'MM/DD/YYYY', pattern: /^(?<month>\d\d)\/(?<day>\d\d)\/\d{4}$/ },
  { format: 'DD-MM-YYYY', pattern: /^(?<day>\d\d)-(?<month>\d\d)-\d{4}$/ },
  { format: 'MM-DD-YYYY', pattern: /^(?<month>\d\d)-(?<day>\d\d)-\d{4}$/ },
  { format: 'YYYY/MM/DD', pattern: /^\d{4}\/(?<month>\d\d)\/(?<day>\d\d)$/ },
] as const;

/** The format of the dates in a field; undefined where they have none of these, or might have two (01/02/2026). */
export function dateFormatOf({ form, values }: FieldProfile): string | undefined {
  if (form !== 'text' || values.size === 0) return undefined;
  const texts = [...values.keys()];
  const fitting = forms.filter(({ pattern }) =>
    texts.every((text) => {
      const { day, month } = pattern.exec(text)?.groups ?? {};
      return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
    }),
  );
  return fitting.length === 1 ? fitting[0]?.format : undefined;
}
