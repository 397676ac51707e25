/** Words that say whose field it is and nothing of what it holds: `emp_first_name`, `user.email`. */
const owners = new Set(
  'emp employee user usr person people worker staff member contact account acct profile attributes hr pers preferred legal current mitarbeiter ma benutzer personne salarie employe utilisateur empleado persona usuario associate associado'.split(
    ' ',
  ),
);

/** A field name as small ASCII words: `E-Mail (geschäftlich)` is `e mail geschaftlich`, `FirstName` is `first name`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** The names under which a field may be known, the most telling first: whole, and without the words in front. */
export function namesOf(field: string): readonly { readonly name: string; readonly whole: boolean }[] {
  const words = wordsOf(field);
  const names = [{ name: words.join(''), whole: true }];
  let rest = words;
  while (rest.length > 1 && owners.has(rest[0] ?? '')) {
    rest = rest.slice(1);
    names.push({ name: rest.join(''), whole: false });
  }
  return names.filter(({ name }) => name !== '');
}

/** A name for an attribute of one's own: letters and digits, `badgeColour`; undefined where nothing of it can be said so. */
export function attributeNameOf(field: string): string | undefined {
  const words = wordsOf(field);
  const name = words
    .map((word, index) => (index === 0 ? word : `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`))
    .join('')
    .replace(/^\d+/, '')
    .slice(0, 60);
  return name === '' ? undefined : `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`;
}
