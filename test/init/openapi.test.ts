import t from 'tap';
import restPlugin from '#plugins/rest/index.js';
import { validate } from '#src/config/index.js';
import { mappingOf, proposeGroupMapping, proposeRest, proposeUserMapping, readDocument } from '#src/init/index.js';
import { openApiCorpus } from './openapi-corpus.js';

t.test('documents are turned into the options and the mapping that a person would write', (t) => {
  t.ok(openApiCorpus.length >= 6);
  for (const { name, text, options, user, group } of openApiCorpus) {
    const rest = proposeRest(readDocument(text), undefined);
    t.same(rest.options, options, name);
    const filled = JSON.parse(JSON.stringify(rest.options).replaceAll(/\$\{env:\w+\}/g, 'x'));
    t.same(validate(restPlugin.options as object, filled).faults, [], `${name}: the plugin takes them`);
    const { key } = rest.User;
    const people = proposeUserMapping(rest.User.fields, { canAddKey: false, ...(key && { key }) });
    t.same(mappingOf(people), user, `${name}: people`);
    t.equal(rest.Group !== undefined, group !== undefined, `${name}: groups`);
    if (rest.Group) t.same(mappingOf(proposeGroupMapping(rest.Group.fields, undefined)), group, `${name}: groups`);
    t.same(
      rest.reasons.filter((reason) => !/^\S.{8,}\.$/.test(reason)),
      [],
    );
  }
  t.end();
});

t.test('what is no use is explained', (t) => {
  t.throws(() => readDocument('{'), /neither JSON nor YAML/);
  t.throws(() => readDocument('a: [1'), /neither JSON nor YAML/);
  t.throws(() => readDocument('just: yaml'), /no OpenAPI 3\.0/);
  t.throws(() => readDocument('openapi: 4.0.0'), /no OpenAPI 3\.0/);
  t.throws(
    () => proposeRest(readDocument('{"openapi":"3.0.0","paths":{"/things":{"get":{}}}}'), undefined),
    /no list of people/,
  );
  const [first] = openApiCorpus;
  const without = JSON.parse(first?.text ?? '{}');
  without.servers = [{ url: '/api' }];
  const document = readDocument(JSON.stringify(without));
  t.throws(() => proposeRest(document, undefined), /--base-url/);
  t.equal(proposeRest(document, 'http://127.0.0.1:1/a').options.baseUrl, 'http://127.0.0.1:1/a');
  t.end();
});
