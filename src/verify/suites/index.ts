import type { Suite } from '../check.js';
import { discovery } from './discovery.js';
import { groupChecks } from './groups.js';
import { userChecks } from './users.js';

/** In the order that they run in. */
export const suites: readonly Suite[] = [discovery, userChecks, groupChecks];
