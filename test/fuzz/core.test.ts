import fc from 'fast-check';
import t from 'tap';
import {
  applyPatch,
  compileFilter,
  compileProjection,
  compileSort,
  compileType,
  dialect11,
  dialect20,
  parseFilter,
  parsePatch,
  parsePath,
  planBulk,
  readBulkRequest,
  readSearchRequest,
  resolveReferences,
  ScimError,
  standardSchemas,
  standardTypes,
  validateResource,
} from '#src/scim/index.js';
import { bulks, filters, patches11, patches20, paths, resources, searches } from './corpus.js';
import { mutated, mutatedText, seconds } from './mutations.js';

const types = [false, true].flatMap((open) =>
  standardTypes.map((type) => compileType(type, standardSchemas, { open })),
);
const before = {
  id: '1',
  userName: 'ada',
  displayName: 'people',
  name: { givenName: 'Ada' },
  emails: [{ value: 'a@example.com', type: 'work', primary: true }],
  members: [{ value: '1' }, { value: '2' }],
};
const kept = JSON.stringify(before);
const prototypeKeys = Object.getOwnPropertyNames(Object.prototype).join();

/** Runs the law for a bounded time: only SCIM errors are thrown, nothing is polluted, and no input is changed. */
function fuzz<Input>(name: string, inputs: fc.Arbitrary<Input>, work: (input: Input) => unknown): void {
  t.test(`fuzz: ${name}`, async (t) => {
    let runs = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        runs += 1;
        const text = JSON.stringify(input);
        try {
          work(input);
        } catch (error) {
          if (!(error instanceof ScimError) || error.status >= 500) throw error;
        }
        return (
          JSON.stringify(before) === kept &&
          JSON.stringify(input) === text &&
          Object.getOwnPropertyNames(Object.prototype).join() === prototypeKeys
        );
      }),
      { numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: seconds * 250, markInterruptAsFailure: false },
    );
    t.ok(runs > 100, `${runs} runs`);
  });
}

fuzz('filters', mutatedText(filters), (text) => {
  const filter = parseFilter(text);
  for (const type of types) {
    try {
      compileFilter(filter, type)(before);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
    }
  }
});

fuzz('paths, projections and sorts', mutatedText([...paths, ...filters]), (text) => {
  for (const type of types) {
    compileProjection({ attributes: text }, type).project(before);
    compileProjection({ excludedAttributes: text }, type).project(before);
  }
  parsePath(text);
  for (const type of types) compileSort(text, undefined, type).compare(before, before);
});

fuzz('resource bodies of both versions', mutated(resources), (body) => {
  for (const type of types) {
    for (const dialect of [dialect11, dialect20]) {
      try {
        const resource = validateResource(dialect.readResource(body, type), type);
        dialect.writeResource(resource, type, { location: 'http://localhost/1', base: 'http://localhost' });
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
      }
    }
  }
});

fuzz('PATCH bodies of both versions', mutated([...patches20, ...patches11]), (body) => {
  for (const type of types) {
    for (const dialect of [dialect11, dialect20]) {
      try {
        applyPatch(before, parsePatch(dialect.readPatch(body, type), type), type);
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
      }
    }
  }
});

fuzz('bulk and search bodies', mutated([...bulks, ...searches]), (body) => {
  try {
    readSearchRequest(body);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
  const { operations } = readBulkRequest(body, { maxOperations: 1000, maxPayloadSize: 1_000_000 });
  planBulk(operations);
  resolveReferences(body, new Map([['u', '1']]));
});
