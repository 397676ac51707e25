import fc from 'fast-check';
import t from 'tap';
import { namesEntityTag, toEntityTag } from '#src/scim/index.js';

t.test(
  'RFC 7232 2.3: a version of any text becomes an ETag that a header can carry, different ones different tags',
  async (t) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const tag = toEntityTag(`v${one}`);
        const isTag = /^W\/"[!#-~]*"$/.test(tag);
        return isTag && (one === other || one.includes('%') || other.includes('%') || tag !== toEntityTag(`v${other}`));
      }),
    );
    t.equal(toEntityTag('\ud800'), 'W/"%d800"');
    t.equal(toEntityTag('W/"as it is"'), 'W/"W/%22as%20it%20is%22"', 'a blank is no part of an ETag');
    t.equal(toEntityTag('"strong"'), '"strong"');
    t.equal(toEntityTag('W/"weak"'), 'W/"weak"');
  },
);

t.test('RFC 7644 3.14: a list of tags names one of its own, weak or strong, and * any', async (t) => {
  t.ok(namesEntityTag('W/"a", "b"', 'W/"b"'));
  t.ok(namesEntityTag(' * ', undefined));
  t.notOk(namesEntityTag('W/"a", "b"', 'W/"c"'));
  t.notOk(namesEntityTag('a', 'W/"a"'), 'a tag without quotes is none');
  t.notOk(namesEntityTag('"a"', undefined));
});
