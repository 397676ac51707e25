import type { FieldProfile } from './field-profile.js';

/** What may stand between the elements of a list; a comma stands in too many plain texts to tell by values alone. */
const separators = [';', '|', '\n', ','] as const;
const tellingSeparators: readonly string[] = [';', '|', '\n'];

/**
 * What separates the elements of a list that is kept as one text; undefined where the values show no list.
 * @param isNamedList the field's name says that it is a list
 */
export function separatorOf({ values }: FieldProfile, isNamedList: boolean): string | undefined {
  const texts = [...values.keys()].slice(0, 1_000);
  if (texts.length === 0) return undefined;
  const least = isNamedList ? 0.05 : 0.3;
  for (const separator of separators) {
    if (!isNamedList && !tellingSeparators.includes(separator)) continue;
    const joined = texts.filter((text) => text.split(separator).filter((part) => part.trim() !== '').length > 1);
    if (joined.length / texts.length >= least) return separator;
  }
  return undefined;
}

/** All elements of a list field, small letters; of a text, split by the separator. */
export function elementsOf({ values }: FieldProfile, separator: string | undefined): ReadonlySet<string> {
  const elements = new Set<string>();
  for (const text of values.keys()) {
    for (const part of separator === undefined ? [text] : text.split(separator)) {
      const element = part.trim().toLowerCase();
      if (element !== '') elements.add(element);
    }
  }
  return elements;
}

/** The share of the elements that are values of the field, from 0 to 1. */
export function shareWithin(elements: ReadonlySet<string>, field: FieldProfile): number {
  if (elements.size === 0) return 0;
  const known = new Set([...field.values.keys()].map((text) => text.toLowerCase()));
  let found = 0;
  for (const element of elements) if (known.has(element)) found += 1;
  return found / elements.size;
}
