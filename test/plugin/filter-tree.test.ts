import fc from 'fast-check';
import {
  type CompareOperator,
  type CompareType,
  compareValues,
  compileFieldFilter,
  type FieldFilter,
  type FilterLeaf,
  mapFilter,
  queryRecords,
  type StoredRecord,
  splitFilter,
  walkFilter,
} from 'scim-gateway/plugin';
import t from 'tap';

const fields = ['a', 'b', 'c'];
const value = fc.constantFrom('x', 'X', 'xy', '', '5', 5, 12, true, null);
const records: fc.Arbitrary<StoredRecord[]> = fc.array(
  fc.dictionary(fc.constantFrom(...fields), value, { noNullPrototype: true }),
  { maxLength: 12 },
);
const leaf: fc.Arbitrary<FilterLeaf> = fc.oneof(
  fc.record({ op: fc.constant('pr' as const), field: fc.constantFrom(...fields) }),
  fc.record({
    op: fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
    field: fc.constantFrom(...fields),
    value: fc.constantFrom('x', 'y', '5', 5, true, null),
    type: fc.constantFrom<CompareType>('string', 'number', 'boolean'),
    caseExact: fc.boolean(),
  }),
);
const { filter } = fc.letrec<{ filter: FieldFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
  ),
}));
const answered = fc.subarray(['a', 'b', 'c']);

function leavesOf(filter: FieldFilter): FilterLeaf[] {
  const leaves: FilterLeaf[] = [];
  walkFilter(filter, (part) => {
    if ('field' in part) leaves.push(part);
  });
  return leaves;
}

t.test('both parts of a split filter together say what it says, and the first holds only what can be answered', (t) => {
  fc.assert(
    fc.property(filter, answered, records, (filter, known, records) => {
      const { answerable, rest } = splitFilter(filter, ({ field }) => known.includes(field));
      const matches = compileFieldFilter(filter);
      const first = answerable ? compileFieldFilter(answerable) : () => true;
      const second = rest ? compileFieldFilter(rest) : () => true;
      if (answerable && leavesOf(answerable).some(({ field }) => !known.includes(field))) return false;
      if (leavesOf(filter).every(({ field }) => known.includes(field)) && rest) return false;
      return records.every((record) => matches(record) === (first(record) && second(record)));
    }),
  );
  t.end();
});

t.test('an "or" is asked for as far as each branch can be, an "and" without what cannot be answered', (t) => {
  const eq = (field: string): FieldFilter => ({ op: 'eq', field, value: 'x', type: 'string', caseExact: true });
  const split = (filter: FieldFilter) => splitFilter(filter, ({ field }) => field !== 'c');
  t.same(split({ op: 'and', filters: [eq('a'), eq('c')] }), { answerable: eq('a'), rest: eq('c') });
  const either: FieldFilter = { op: 'or', filters: [eq('a'), { op: 'and', filters: [eq('b'), eq('c')] }] };
  t.same(split(either), { answerable: { op: 'or', filters: [eq('a'), eq('b')] }, rest: either });
  const open: FieldFilter = { op: 'or', filters: [eq('a'), eq('c')] };
  t.same(split(open), { rest: open });
  const not: FieldFilter = { op: 'not', filter: { op: 'and', filters: [eq('a'), eq('c')] } };
  t.same(split(not), { rest: not }, 'of a negation nothing is asked that could leave a record out');
  t.end();
});

t.test('a mapped filter asks the same of renamed records', (t) => {
  fc.assert(
    fc.property(filter, records, (filter, records) => {
      const renamed = mapFilter(filter, (leaf) => ({ ...leaf, field: `_${leaf.field}` }));
      return records.every((record) => {
        const other = Object.fromEntries(Object.entries(record).map(([name, value]) => [`_${name}`, value]));
        return compileFieldFilter(renamed)(other) === compileFieldFilter(filter)(record);
      });
    }),
  );
  t.end();
});

t.test('a whole query over records: pages put together are the sorted whole, total counts what matches', (t) => {
  const sort = fc.record({
    field: fc.constantFrom(...fields),
    order: fc.constantFrom('ascending' as const, 'descending' as const),
    type: fc.constant('string' as const),
    caseExact: fc.boolean(),
  });
  fc.assert(
    fc.property(filter, sort, records, fc.integer({ min: 1, max: 4 }), (filter, sort, records, limit) => {
      const given = [...records];
      const whole = queryRecords(records, { filter, sort });
      t.same(records, given, 'the array that was given is left alone');
      const paged: StoredRecord[] = [];
      for (let offset = 0; offset < records.length; offset += limit) {
        const page = queryRecords(records, { filter, sort, page: { offset, limit } });
        if (page.total !== whole.total || page.records.length > limit) return false;
        paged.push(...page.records);
      }
      const values = whole.records.map((record) => record[sort.field] ?? '');
      const present = values.filter((value) => value !== '');
      const ordered = present.every(
        (value, index) =>
          index === 0 ||
          compareValues(present[index - 1] as string, value, 'string', sort.caseExact) *
            (sort.order === 'ascending' ? 1 : -1) <=
            0,
      );
      const absent =
        sort.order === 'ascending' ? values.slice(present.length) : values.slice(0, -present.length || undefined);
      return (
        ordered &&
        absent.every((value) => value === '') &&
        whole.total === records.filter(compileFieldFilter(filter)).length &&
        paged.every((record, index) => record === whole.records[index]) &&
        paged.length === whole.total
      );
    }),
  );
  t.end();
});

t.test('a list is sorted by its primary element, else by its first', (t) => {
  const records = [
    { id: '1', mails: [{ value: 'z' }, { value: 'b', primary: true }] },
    { id: '2', mails: ['a', 'z'] },
    { id: '3', mails: [] },
    { id: '4', mails: [{ value: 'c' }] },
  ];
  const sort = { field: 'mails', order: 'ascending', type: 'string', caseExact: true } as const;
  t.same(
    queryRecords(records, { sort }).records.map(({ id }) => id),
    ['2', '1', '4', '3'],
  );
  t.end();
});
