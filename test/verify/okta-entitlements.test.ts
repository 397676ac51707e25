import t from 'tap';
import { expectCaught } from './expect-caught.js';
import { entitlementFaults } from './faults/okta-entitlements.js';
import { openFaultyServers } from './faulty-server.js';

const config = {
  resourceTypes: { Role: {}, Product: { schema: 'urn:okta:scim:schemas:core:1.0:Entitlement' } },
};
const seed = {
  Role: [
    { id: 'R1', displayName: 'Reader' },
    { id: 'R2', displayName: 'Writer' },
  ],
  Product: [{ id: 'P-100', displayName: 'Editor', type: 'Product' }],
};

t.test('a gateway with roles and entitlements, and what can be broken about them', (t) =>
  expectCaught(t, entitlementFaults, () => openFaultyServers(config, seed)),
);
