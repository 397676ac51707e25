import { Conflict, InvalidValue, NotFound, Secret } from 'scim-gateway/plugin';
import t from 'tap';
import { call, openIn, recordsOf, removeFolder, tempFolder, textOf, userUse } from './support.js';

const users = 'id,login,first,last,extra\n1,ada,Ada,Lovelace,x\n2,bob,"Bob ""B""",Ross,"a,b"\n';

t.test('a change is answered, found, and in the file after the close; unmapped columns stay', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: 0 });
  t.match(store.get('2', call), { id: '2', login: 'bob', first: 'Bob "B"', last: 'Ross' });
  const added = await store.insert({ login: 'çelik', first: 'a,b', last: 'x\ny' }, call);
  t.match(
    await recordsOf(
      store.find({ filter: { op: 'eq', field: 'login', value: 'ÇELIK', type: 'string', caseExact: false } }, call),
    ),
    [{ id: added.id, first: 'a,b', last: 'x\ny' }],
  );
  const updated = await store.update('2', { set: { first: 'Rob' }, unset: ['last'] }, call);
  t.match(updated, { id: '2', first: 'Rob', last: '' });
  await store.remove('1', call);
  t.equal(store.count(), 2);
  await close();
  t.equal(
    textOf(folder, 'users.csv'),
    `id,login,first,last,extra\n2,bob,Rob,,"a,b"\n${added.id},çelik,"a,b","x\ny",\n`,
  );
  const again = await openIn(folder, { User: { file: 'users.csv' } });
  t.strictSame(again.users.get(String(added.id), call), added, 'dates and version hold across a restart');
  t.strictSame(again.users.get('2', call), updated);
  await again.close();
});
