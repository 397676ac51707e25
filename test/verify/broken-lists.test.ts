import t from 'tap';
import { expectCaught } from './expect-caught.js';
import { discoveryFaults } from './faults/discovery.js';
import { filterFaults } from './faults/filters.js';
import { listFaults, projectionFaults } from './faults/lists.js';
import { userFaults } from './faults/users.js';

t.test('servers that are broken in discovery, users and lists', (t) =>
  expectCaught(t, [...discoveryFaults, ...userFaults(), ...filterFaults, ...listFaults(), ...projectionFaults]),
);
