import { test } from 'node:test';
import { testPlugin } from 'scim-gateway/testkit';
import tiny from './plugins/tiny.js';

test('tiny keeps the contract', (t) =>
  testPlugin(
    t,
    tiny,
    {},
    { volatile: true, sample: { User: [{ login: 'ada', name: 'Ada', active: true, tags: ['a'] }] } },
  ));
