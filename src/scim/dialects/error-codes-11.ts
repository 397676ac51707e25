import type { ScimError } from '../errors.js';

/** The internal codes that the server in Okta's Provisioning Connector SDK sends, by what they are about. */
const byScimType: { readonly [scimType: string]: string } = { invalidFilter: 'E0000053', uniqueness: 'E0000055' };

const byStatus: { readonly [status: number]: string } = {
  400: 'E0000050',
  404: 'E0000048',
  409: 'E0000055',
  501: 'E0000052',
  503: 'E0000051',
  504: 'E0000051',
};

/** What the agent's own server would call the error; E0000049 is "bad data from the connector". */
export function internalCode({ status, scimType }: ScimError): string {
  const specific = scimType === undefined ? undefined : byScimType[scimType];
  return specific ?? byStatus[status] ?? (status < 500 ? 'E0000050' : 'E0000049');
}
