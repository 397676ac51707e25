/** Texts that systems lose or change, by what is awkward about them. */
export const awkwardTexts: { readonly [what: string]: string } = {
  'nothing awkward': 'plain',
  accents: 'Zoë Nuñez-Øström',
  'a decomposed accent': 'Zoe\u0308',
  'letters beyond Latin': '山田 太郎 Ελένη Дмитрий',
  'an emoji of several parts': '👩🏽‍🚀🏳️‍🌈',
  'letters from right to left': 'שלום محمد',
  quotes: `"Ada" 'O'Brien' \u201cx\u201d \`id\``,
  'a doubled quote': '""',
  'commas and semicolons': 'a,b;c|d\te',
  'a line break': 'first\nsecond',
  'a Windows line break': 'first\r\nsecond',
  'blanks around it': '  padded  ',
  'a backslash': 'C:\\new\\table',
  'a wild card': '100% _ * ?',
  'SQL in it': `'); DROP TABLE users; --`,
  'a shell command in it': '$(id); `id` && id',
  'markup in it': '<b>&amp;</b>',
  'JSON in it': '{"a":[1,null]}',
  'a reference in it': '${env:HOME} {{x}} {id}',
  'a formula in it': '=1+1',
  'the look of a number': '0012',
  'the look of a large number': '12345678901234567890',
  'the look of a boolean': 'true',
  'the look of nothing': 'null',
  'the look of a date': '2024-01-02',
  'a name of JavaScript': '__proto__',
  'a path in it': '../../etc/passwd',
  'a line separator': 'a\u2028b',
  'five thousand letters': `${'long '.repeat(999)}end`,
};

/** Numbers that are lost where "no value" is tested for carelessly, or where they are kept in too little space. */
export const awkwardNumbers: readonly number[] = [0, -1, 1.5, 2 ** 31, Number.MAX_SAFE_INTEGER];

/** Keys of records that are not there. */
export const awkwardKeys: readonly string[] = [
  'no-such-record',
  `' OR '1'='1`,
  '%',
  '*',
  '../no-such-record',
  '__proto__',
  'constructor',
  'ключ',
];
