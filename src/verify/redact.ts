import { variableOf } from './curl.js';

/** Shorter ones are words of any text. */
const MIN_LENGTH = 4;

/**
 * Takes the user's credentials out of what a server has answered: some repeat them in their errors.
 * @param credentials headers, as they are sent
 */
export function createRedact(credentials: { readonly [header: string]: string }): (text: string) => string {
  const known = Object.entries(credentials).flatMap(([header, value]) =>
    secretsIn(value).map((secret) => ({ secret, shown: `$${variableOf(header)}` })),
  );
  const forms = known
    .flatMap(({ secret, shown }) =>
      [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])].map((form) => ({
        form,
        shown,
      })),
    )
    .filter(({ form }) => form.length >= MIN_LENGTH)
    // The whole value before its parts.
    .sort((left, right) => right.form.length - left.form.length);
  return (text) => forms.reduce((rest, { form, shown }) => rest.replaceAll(form, () => shown), text);
}

/** A value, what follows its scheme, and of Basic what that says. */
function secretsIn(value: string): readonly string[] {
  const [, scheme, rest] = /^(basic|bearer) +(.+)$/i.exec(value) ?? [];
  if (scheme === undefined || rest === undefined) return [value];
  if (scheme.toLowerCase() === 'bearer') return [value, rest];
  const login = Buffer.from(rest, 'base64').toString();
  return [value, rest, login, login.slice(login.indexOf(':') + 1)];
}
