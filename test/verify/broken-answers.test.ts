import t from 'tap';
import { suites } from '#src/verify/index.js';
import { expectCaught, expectNothing } from './expect-caught.js';
import { discoveryFaults } from './faults/discovery.js';
import { errorFaults } from './faults/errors.js';
import { filterFaults } from './faults/filters.js';
import { groupFaults } from './faults/groups.js';
import { listFaults, projectionFaults } from './faults/lists.js';
import { patchFaults } from './faults/patch.js';
import { clientFaults, concurrencyFaults, securityFaults } from './faults/security.js';
import { userFaults } from './faults/users.js';
import { versionFaults } from './faults/versions-and-bulk.js';

const faults = [...versionFaults, ...errorFaults, ...securityFaults, ...concurrencyFaults(), ...clientFaults];

t.test('servers that are broken in versions, bulk, errors, security, and for clients', (t) => expectCaught(t, faults));

t.test('a server of SCIM 2.0 that is not broken', (t) => expectNothing(t, '2.0'));

t.test('no check that a server must or should pass is without a server that fails it', (t) => {
  const others = [
    discoveryFaults,
    userFaults(),
    groupFaults(),
    filterFaults,
    patchFaults,
    listFaults(),
    projectionFaults,
  ];
  const caught = new Set([...faults, ...others.flat()].flatMap(({ catches }) => catches));
  const uncovered = suites
    .flatMap(({ checks }) => checks)
    .filter(({ id, level }) => level !== 'habit' && !caught.has(id))
    .map(({ id }) => id);
  // On loopback nobody needs TLS.
  t.same(uncovered, ['security.tls']);
  t.end();
});
