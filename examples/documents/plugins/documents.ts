import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import nedb from '@seald-io/nedb';
import {
  type Change,
  Conflict,
  definePlugin,
  type FieldFilter,
  type FieldValue,
  type FilterLeaf,
  InvalidValue,
  NotFound,
  Secret,
  type Store,
  type StoredRecord,
  splitFilter,
} from 'scim-gateway/plugin';

// Its types speak of a default export; its code is the class itself.
const Datastore = nedb as unknown as typeof nedb.default;

type Document = { readonly _id: string } & StoredRecord;
type Collection = InstanceType<typeof nedb.default<Document>>;
/** A question in the language of the document database, which is that of MongoDB. */
type Question = { readonly [operator: string]: unknown };

/** Documents of an embedded database with MongoDB's API: a collection for each resource type. */
export default definePlugin({
  name: 'documents',
  version: '1.0.0',
  options: {
    type: 'object',
    properties: {
      folder: { type: 'string', description: 'Where the collections are, relative to the config file.' },
      unique: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Fields that no two documents of a collection share, such as a login.',
      },
    },
    required: ['folder'],
    additionalProperties: false,
  },
  async open({ folder, unique }, host) {
    const collections = Object.keys(host.resources).map((type) => {
      const filename = resolve(host.folder, folder, `${type}.db`);
      return { type, collection: new Datastore<Document>({ filename, timestampData: true }) };
    });
    for (const { collection } of collections) {
      await collection.loadDatabaseAsync();
      for (const fieldName of unique) await collection.ensureIndexAsync({ fieldName, unique: true, sparse: true });
    }
    return {
      stores: Object.fromEntries(collections.map(({ type, collection }) => [type, storeOf(collection, unique)])),
      describe: () =>
        collections.map(({ type }) => ({ resourceType: type, operation: 'find', does: `${type}.find({ … })` })),
    };
  },
});

function storeOf(collection: Collection, unique: readonly string[]): Store {
  const existing = async (id: string): Promise<Document> => {
    const found = await collection.findOneAsync({ _id: id });
    if (!found) throw new NotFound('There is no such document.');
    return found;
  };
  const refuseTaken = async (record: StoredRecord, id: string): Promise<void> => {
    for (const field of unique) {
      if (isEmpty(record[field])) continue;
      const taken = await collection.findOneAsync({ [field]: record[field], _id: { $ne: id } });
      if (taken) throw new Conflict(`Another document has the same ${field}.`);
    }
  };
  return {
    meta: { created: 'createdAt', lastModified: 'updatedAt' },
    async find({ filter, sort, page }) {
      const { answerable, rest } = filter ? splitFilter(filter, canAnswer) : {};
      const question = answerable ? questionOf(answerable) : {};
      // The database sorts what has no value to the other end: that is left to the gateway, and so is the page then.
      const isPaged = page !== undefined && page.limit > 0 && rest === undefined && sort === undefined;
      const cursor = collection.findAsync(question).sort({ _id: 1 });
      const found = await (isPaged ? cursor.skip(page.offset).limit(page.limit) : cursor);
      return {
        records: found.map(toRecord),
        applied: { filter: rest === undefined, page: isPaged },
        ...(rest === undefined && { total: await collection.countAsync(question) }),
      };
    },
    async get(id) {
      const found = await collection.findOneAsync({ _id: id });
      return found ? toRecord(found) : undefined;
    },
    async insert(record, { dryRun }) {
      const { _id, ...fields } = toFields(record);
      const document = { ...fields, _id: String(_id ?? randomUUID()) };
      await refuseTaken(document, document._id);
      if (dryRun) return document;
      return toRecord(await orConflict(collection.insertAsync(document)));
    },
    async update(id, change, { dryRun }) {
      const before = await existing(id);
      await refuseTaken(change.set ?? {}, id);
      const modifiers = modifiersOf(change, before);
      if (!dryRun && Object.keys(modifiers).length > 0)
        await orConflict(collection.updateAsync({ _id: id }, modifiers));
      return dryRun ? undefined : toRecord(await existing(id));
    },
    async remove(id, { dryRun }) {
      await existing(id);
      if (!dryRun) await collection.removeAsync({ _id: id }, {});
    },
    count: () => collection.countAsync({}),
    explain: ({ filter }) => {
      const { answerable } = filter ? splitFilter(filter, canAnswer) : {};
      return [`find(${JSON.stringify(answerable ? questionOf(answerable) : {})})`];
    },
  };
}

/** Only what means the same there: equal texts in the same case, and whether there is a text at all. */
function canAnswer(leaf: FilterLeaf): boolean {
  return leaf.op === 'eq' && leaf.type === 'string' && leaf.caseExact && typeof leaf.value === 'string';
}

function questionOf(filter: FieldFilter): Question {
  switch (filter.op) {
    case 'and':
      return { $and: filter.filters.map(questionOf) };
    case 'or':
      return { $or: filter.filters.map(questionOf) };
    case 'not':
      return { $not: questionOf(filter.filter) };
    case 'pr':
      return { [filter.field]: { $exists: true } };
    default:
      return { [filter.field]: filter.value };
  }
}

/** A minimal change is one in both languages: set, unset, and single elements of lists. */
function modifiersOf({ set = {}, unset = [], lists = {} }: Change, before: Document): Question {
  const add: [string, unknown][] = [];
  const remove: [string, unknown][] = [];
  for (const [field, list] of Object.entries(lists)) {
    if (list.add?.length) add.push([field, { $each: list.add }]);
    if (list.remove?.length && Array.isArray(before[field])) remove.push([field, { $in: list.remove }]);
  }
  const all = {
    $set: Object.entries(toFields(set)),
    $unset: unset.map((field) => [field, true]),
    $addToSet: add,
    $pull: remove,
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, fields]) => fields.length > 0)
      .map(([modifier, fields]) => [modifier, Object.fromEntries(fields)]),
  );
}

/** What the database can keep: no field is named with a dot or a dollar, and no password is written down. */
function toFields(record: StoredRecord): { readonly [field: string]: FieldValue } {
  for (const [field, value] of Object.entries(record)) {
    if (field.includes('.') || field.startsWith('$')) throw new InvalidValue(`No field can be named "${field}".`);
    if (value instanceof Secret) throw new InvalidValue('Passwords are not kept here.');
  }
  return record;
}

/** Dates become the texts that the contract asks for. */
function toRecord(document: Document): StoredRecord {
  const entries = Object.entries(document as { readonly [field: string]: unknown });
  return Object.fromEntries(
    entries.map(([field, value]) => [field, value instanceof Date ? value.toISOString() : (value as FieldValue)]),
  );
}

async function orConflict<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    const isTaken = error instanceof Error && 'errorType' in error && error.errorType === 'uniqueViolated';
    if (isTaken) throw new Conflict('Another document has the same key or unique value.', { cause: error });
    throw error;
  }
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
