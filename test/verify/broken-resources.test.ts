import t from 'tap';
import { expectCaught, expectNothing } from './expect-caught.js';
import { groupFaults } from './faults/groups.js';
import { patchFaults } from './faults/patch.js';

t.test('servers that are broken in groups and PATCH', (t) => expectCaught(t, [...groupFaults(), ...patchFaults]));

t.test('a server of SCIM 1.1 that is not broken', (t) => expectNothing(t, '1.1'));
