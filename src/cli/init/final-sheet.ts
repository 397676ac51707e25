import { relative } from 'node:path';
import { ENTRA_TITLE, OKTA_TITLE, OKTA_USER, oktaRows, section } from '../../init/index.js';
import type { Target } from './target.js';

/** A credential as the sheet shows it. */
export interface ShownCredential {
  /** Where it is kept, as a person would type it. */
  readonly file: string;
  /** undefined: the file was there before, or nobody is there to copy it. */
  readonly text: string | undefined;
}

const BASE_URL = 'http://127.0.0.1:8080/scim/v2';

/** What to type into Okta and Entra ID, and what to do next. */
export function finalSheet(
  written: readonly string[],
  { password, token }: { readonly password: ShownCredential; readonly token: ShownCredential },
  { file }: Target,
): string {
  const config = relative('', file);
  const option = config.startsWith('connector.config.') ? '' : ` --config ${config}`;
  const rows = oktaRows({
    baseUrl: BASE_URL,
    authType: `basic (user ${OKTA_USER})`,
    uniqueUserField: 'userName',
    acceptUserUpdates: true,
    timeoutMs: 25_000,
  });
  const isShown = password.text !== undefined || token.text !== undefined;
  return [
    `Written: ${new Intl.ListFormat('en').format(written)}\n`,
    section(OKTA_TITLE, [...rows, ['User name', OKTA_USER], ['Password', shown(password)]]),
    section(ENTRA_TITLE, [
      ['Tenant URL', BASE_URL],
      ['Secret token', shown(token)],
    ]),
    [
      ...(isShown ? ['The password and the token are not shown again; they are in the files above.'] : []),
      'Agents and clouds reach it by HTTPS at an address of yours: server.tls, server.host, server.publicUrl.',
      `Next: npx scim-gateway check${option}, then npx scim-gateway start${option}.`,
    ].join('\n'),
  ].join('\n');
}

function shown({ file, text }: ShownCredential): string {
  return text ?? `what ${file} holds`;
}
