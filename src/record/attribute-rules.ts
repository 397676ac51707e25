/** Names of attributes, parameters and headers whose values are secrets. */
const secretName =
  /pass(word|wd|phrase|code)|secret|token|credential|api.?key|private.?key|^pin$|^otp$|x509|authorization|cookie/i;

const plainWord = /^[A-Za-z][\w-]{0,30}$/;
const timestamp = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?$/i;
const urn = /^urn:[\w:.-]{1,200}$/i;
const attributeNames = /^[\w$:., -]{0,500}$/;
const number = /^\d{1,9}$/;

/** Values that say nothing of a person, by name of attribute: they are kept where they have this form. */
const kept: { readonly [name: string]: RegExp } = {
  schemas: urn,
  schema: urn,
  resourcetype: plainWord,
  op: plainWord,
  method: plainWord,
  status: number,
  scimtype: plainWord,
  type: plainWord,
  locale: /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$/,
  preferredlanguage: /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$/,
  timezone: /^[A-Za-z_]+(\/[A-Za-z_+-]+){1,2}$|^UTC$/,
  country: /^[A-Za-z]{2}$/,
  operation: plainWord,
  sortorder: plainWord,
  sortby: attributeNames,
  attributes: attributeNames,
  excludedattributes: attributeNames,
  created: timestamp,
  lastmodified: timestamp,
  mutability: plainWord,
  returned: plainWord,
  uniqueness: plainWord,
};

/** Where an id stands, by its name and the one around it. */
const references = new Set(['id', 'members', 'manager', 'managerid']);
const holders = new Set(['members', 'groups', 'manager', 'member']);

/** Numbers of messages: counts and limits. */
const counters = new Set([
  ...['totalresults', 'startindex', 'itemsperpage', 'count', 'failonerrors', 'status', 'code'],
  ...['maxresults', 'maxoperations', 'maxpayloadsize'],
]);

/** Lower case, the outer name first, without schema URNs in front. */
export type Place = readonly string[];

export function isSecret(place: Place): boolean {
  return place.some((name) => secretName.test(name));
}

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

export function isKept(place: Place, value: string): boolean {
  const name = place.at(-1) ?? '';
  return (
    value === '' || /^(true|false)$/i.test(value) || (Object.hasOwn(kept, name) && kept[name]?.test(value) === true)
  );
}

export function isCounter(place: Place): boolean {
  return counters.has(place.at(-1) ?? '');
}

export function isReference(place: Place): boolean {
  const name = place.at(-1) ?? '';
  return references.has(name) || (name === 'value' && holders.has(place.at(-2) ?? ''));
}

export function isUrlOfResource(place: Place): boolean {
  return ['$ref', 'location'].includes(place.at(-1) ?? '');
}

/** The names in an attribute path, brackets left out: `urn:…:User:name.givenName` is `name`, `givenname`. */
export function placeOf(path: string): Place {
  const bare = path.replaceAll(/\[[^\]]*\]/g, '');
  const isUrn = /^urn:/i.test(bare);
  // The version of a schema has dots too.
  const local = isUrn ? bare.slice(bare.lastIndexOf(':') + 1) : bare;
  return local
    .toLowerCase()
    .split('.')
    .filter((name) => name !== '');
}
