import t from 'tap';
import { backends, serve } from '../helpers/backends.js';

const replaceTitle = (title: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'title', value: title }],
});

for (const backend of backends) {
  t.test(`versions on ${backend}`, async (t) => {
    const { v1, v2, gateway } = await serve(t, backend);

    await t.test('RFC 7644 3.14 MUST: meta.version is the ETag header, on both versions and in lists', async (t) => {
      const read = await v2('GET', '/Users/1');
      const tag = read.headers.get('etag');
      t.match(tag, /^W\/"[^"]+"$/);
      t.equal(read.body.meta.version, tag);
      t.equal((await v1('GET', '/Users/1')).headers.get('etag'), tag);
      t.equal((await v2('HEAD', '/Users/1')).headers.get('etag'), tag);
      const { body } = await v2('GET', '/Users?filter=userName eq "user1@example.com"');
      t.equal(body.Resources[0].meta.version, tag);
      const made = await v2('POST', '/Users', { userName: 'etag@example.com' });
      t.equal(made.headers.get('etag'), made.body.meta.version);
      t.equal((await v2('GET', `/Users/${made.body.id}`)).headers.get('etag'), made.headers.get('etag'));
    });

    await t.test('RFC 7644 3.14 MUST: If-None-Match on a read answers 304 without a body', async (t) => {
      const tag = (await v2('GET', '/Users/1')).headers.get('etag') ?? '';
      for (const header of [tag, `"other", ${tag}`, '*', tag.replace('W/', '')]) {
        const { status, text, headers } = await v2('GET', '/Users/1', undefined, { 'if-none-match': header });
        t.equal(status, 304, header);
        t.equal(text, '');
        t.equal(headers.get('etag'), tag);
      }
      t.equal((await v2('GET', '/Users/1', undefined, { 'if-none-match': 'W/"other"' })).status, 200);
    });

    await t.test('RFC 7644 3.14 MUST: a change under an old version is a 412 and changes nothing', async (t) => {
      const old = (await v2('GET', '/Users/2')).headers.get('etag') ?? '';
      const fresh = await v2('PATCH', '/Users/2', replaceTitle('first'), { 'if-match': old });
      t.equal(fresh.status, 200);
      t.not(fresh.headers.get('etag'), old, 'a change is a new version');
      const patched = await v2('PATCH', '/Users/2', replaceTitle('second'), { 'if-match': old });
      t.match(patched, { status: 412, body: { status: '412', detail: /changed since/ } });
      const put = await v2('PUT', '/Users/2', { userName: 'user2@example.com', title: 'third' }, { 'if-match': old });
      t.equal(put.status, 412);
      t.equal((await v2('DELETE', '/Users/2', undefined, { 'if-match': old })).status, 412);
      t.equal((await v1('DELETE', '/Users/2', undefined, { 'if-match': old })).status, 412);
      const excluded = await v2('PUT', '/Users/2', { userName: 'user2@example.com' }, { 'if-none-match': '*' });
      t.equal(excluded.status, 412);
      const now = await v2('GET', '/Users/2');
      t.equal(now.body.title, 'first');
      t.equal(now.headers.get('etag'), fresh.headers.get('etag'));
    });

    await t.test(
      'RFC 7644 3.14 MUST: the current version, a list that names it, and * let a change through',
      async (t) => {
        for (const header of [(tag: string) => tag, (tag: string) => `"x", ${tag}`, () => '*']) {
          const tag = (await v2('GET', '/Users/3')).headers.get('etag') ?? '';
          const body = { userName: 'user3@example.com', title: `title for ${header(tag)}` };
          t.equal((await v2('PUT', '/Users/3', body, { 'if-match': header(tag) })).status, 200);
        }
        const tag = (await v2('GET', '/Users/3')).headers.get('etag') ?? '';
        t.equal((await v2('DELETE', '/Users/3', undefined, { 'if-match': tag })).status, 204);
      },
    );

    await t.test('RFC 7644 3.5.2 SHOULD: a change that changes nothing leaves version and lastModified', async (t) => {
      await v2('PATCH', '/Users/1', replaceTitle('same'));
      const before = await v2('GET', '/Users/1');
      const patched = await v2('PATCH', '/Users/1', replaceTitle('same'));
      t.same(patched.body.meta, before.body.meta);
      t.equal(patched.headers.get('etag'), before.headers.get('etag'));
    });

    await t.test('a member more is a new version of the group', async (t) => {
      const old = (await v2('GET', '/Groups/g1')).headers.get('etag') ?? '';
      const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: '4' }] }] };
      t.equal((await v2('PATCH', '/Groups/g1', add, { 'if-match': old })).status, 204);
      t.not((await v2('GET', '/Groups/g1')).headers.get('etag'), old);
      t.equal((await v2('PATCH', '/Groups/g1', add, { 'if-match': old })).status, 412);
    });

    await t.test('of many changes under one version, one is made: no update is lost', async (t) => {
      const tag = (await v2('GET', '/Users/5')).headers.get('etag') ?? '';
      const titles = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const answers = await Promise.all(
        titles.map((title) => v2('PATCH', '/Users/5', replaceTitle(title), { 'if-match': tag })),
      );
      const done = answers.filter(({ status }) => status === 200);
      t.equal(done.length, 1);
      t.equal(answers.filter(({ status }) => status === 412).length, 19);
      t.equal((await v2('GET', '/Users/5')).body.title, done[0]?.body.title);
    });

    await t.test('a client that counts up under If-Match loses no count', async (t) => {
      await v2('PATCH', '/Users/4', replaceTitle('0'));
      const countUp = async (): Promise<void> => {
        for (;;) {
          const { body, headers } = await v2('GET', '/Users/4');
          const next = replaceTitle(String(Number(body.title) + 1));
          const { status } = await v2('PATCH', '/Users/4', next, { 'if-match': headers.get('etag') ?? '' });
          if (status === 200) return;
        }
      };
      await Promise.all(Array.from({ length: 8 }, countUp));
      t.equal((await v2('GET', '/Users/4')).body.title, '8');
    });

    t.equal(await gateway.stop(), 0);
  });
}

t.test('the service provider says that it has ETags', async (t) => {
  const { v1, v2 } = await serve(t, 'memory');
  t.match((await v2('GET', '/ServiceProviderConfig')).body, { etag: { supported: true } });
  t.match((await v1('GET', '/ServiceProviderConfigs')).body, { etag: { supported: true } });
});
