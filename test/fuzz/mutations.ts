import fc from 'fast-check';

/** Seconds that each target is fuzzed: `SCIM_FUZZ_SECONDS=600 npx tap test/fuzz` goes on for longer. */
export const seconds = Number(process.env.SCIM_FUZZ_SECONDS ?? 4);

/** Values that break code which expects another one. */
const strange: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  'True',
  0,
  -1,
  1e308,
  [],
  {},
  [[]],
  [null],
  { value: null },
  { $ref: null, value: '1' },
  '__proto__',
  'constructor',
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'bulkId:a',
  '\u0000',
  '\ud800',
  'ß',
  'x'.repeat(5000),
];

const strangeKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '.',
  'a.b',
  'name.givenName',
  'emails[type eq "work"].value',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  'meta',
  'id',
  'schemas',
  'members',
  'groups',
  'password',
];

/** One of the corpus with a few of its parts changed, removed, doubled or wrapped. */
export function mutated(corpus: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 4 }))
    .map(([body, changes]) => changes.reduce((value, [at, how, what]) => mutate(value, at, how, what), body));
}

function mutate(value: unknown, at: number, how: number, what: number): unknown {
  const places = [...placesIn(value)];
  const place = places[at % places.length] ?? [];
  return changeAt(value, place, (part) => {
    switch (how % 6) {
      case 0:
        return strange[what % strange.length];
      case 1:
        return undefined;
      case 2:
        return [part, part];
      case 3:
        return { [strangeKeys[what % strangeKeys.length] ?? '']: part };
      case 4:
        return withKey(part, strangeKeys[what % strangeKeys.length] ?? '', strange[(what >> 5) % strange.length]);
      default:
        return typeof part === 'string' ? mutateText(part, what) : strange[what % strange.length];
    }
  });
}

/** A text with a piece cut out, doubled, or replaced by one that means something to a parser. */
export function mutateText(text: string, what: number): string {
  const start = what % (text.length + 1);
  const end = Math.min(text.length, start + ((what >> 4) % 8));
  const pieces = [
    '"',
    '\\',
    '(',
    ')',
    '[',
    ']',
    ' and ',
    ' not ',
    ' eq ',
    '.',
    ':',
    'é',
    '\u0000',
    text.slice(start, end),
  ];
  return (
    text.slice(0, start) + (pieces[(what >> 8) % pieces.length] ?? '').repeat(1 + ((what >> 12) % 3)) + text.slice(end)
  );
}

export function mutatedText(corpus: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(fc.nat(), { maxLength: 5 }))
    .map(([text, changes]) => changes.reduce(mutateText, text));
}

type Place = readonly (string | number)[];

function* placesIn(value: unknown, place: Place = []): Generator<Place> {
  yield place;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* placesIn(part, [...place, key]);
}

function changeAt(value: unknown, [key, ...rest]: Place, change: (part: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((part, index) => (String(index) === key ? changeAt(part, rest, change) : part));
  const entries = Object.entries(value as object).map(([name, part]) => [
    name,
    name === key ? changeAt(part, rest, change) : part,
  ]);
  return fromEntries(entries as [string, unknown][]);
}

function withKey(part: unknown, key: string, value: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return { [key]: value };
  return fromEntries([...Object.entries(part), [key, value]]);
}

/** As `JSON.parse` makes them: `__proto__` is a key like any other. */
function fromEntries(entries: readonly [string, unknown][]): object {
  const object = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}
