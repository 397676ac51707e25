import type { Suite } from '../check.js';
import { entra } from '../flows/entra.js';
import { entraLegacy } from '../flows/entra-legacy.js';
import { okta } from '../flows/okta.js';
import { oktaEntitlements } from '../flows/okta-entitlements.js';
import { oktaOpp } from '../flows/okta-opp.js';
import { onelogin } from '../flows/onelogin.js';
import { bulk } from './bulk.js';
import { concurrency } from './concurrency.js';
import { discovery } from './discovery.js';
import { errors } from './errors.js';
import { etag } from './etag.js';
import { filters } from './filters.js';
import { groupChecks } from './groups.js';
import { paging } from './paging.js';
import { patch } from './patch.js';
import { projection } from './projection.js';
import { security } from './security.js';
import { sort } from './sort.js';
import { userChecks } from './users.js';

/** In the order that they run in. */
export const suites: readonly Suite[] = [
  discovery,
  userChecks,
  groupChecks,
  filters,
  patch,
  paging,
  sort,
  projection,
  etag,
  bulk,
  errors,
  security,
  concurrency,
  oktaOpp,
  okta,
  oktaEntitlements,
  entra,
  entraLegacy,
  onelogin,
];
