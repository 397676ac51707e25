import t from 'tap';
import { Model } from '../../bench/soak/model.js';

const ada = { id: '1', login: 'ada', title: 'one' };
const staff = { id: 'g', name: 'staff', members: ['1'] };

function modelOfBoth(): Model {
  const model = new Model();
  model.people.set('ada', { login: 'ada', id: '1', possible: ['one'] });
  model.teams.set('g', { id: 'g', name: 'staff', members: new Map([['1', true]]) });
  return model;
}

t.test('the judge of the soak finds what is lost, what is there twice, and what nobody asked for', (t) => {
  const faults = (people: (typeof ada)[], teams: (typeof staff)[]): readonly string[] =>
    modelOfBoth().faults(people, teams);
  t.same(faults([ada], [staff]), []);
  t.match(faults([], [staff]), [/ada is not there/]);
  t.match(faults([{ ...ada, title: 'old' }], [staff]), [/ada is "old", not one/]);
  t.match(faults([ada, { ...ada, id: '2' }], [staff]), [/ada is there twice/, /ada has the id 2/]);
  t.match(faults([ada, { ...ada, login: 'eva' }], [staff]), [/the id 1 is there twice/, /nobody asked for eva/]);
  t.match(faults([ada], []), [/staff is lost/]);
  t.match(faults([ada], [{ ...staff, members: [] }]), [/1 is not in staff/]);
  t.match(faults([ada], [{ ...staff, members: ['1', '1', '2'] }]), [/a member twice/, /staff has 2/]);
  t.match(faults([ada], [staff, { ...staff, id: 'h' }]), [/the group staff is there twice/]);
  t.end();
});

t.test('what was sent without an answer may be there or not, and nothing else', (t) => {
  const model = modelOfBoth();
  model.people.set('ada', { login: 'ada', id: '1', possible: ['one', 'two', undefined] });
  model.teams.set('g', { id: 'g', name: 'staff', members: new Map([['1', undefined]]) });
  t.same(model.faults([ada], [staff]), []);
  t.same(model.faults([{ ...ada, title: 'two' }], [{ ...staff, members: [] }]), []);
  t.same(model.faults([], [staff]), []);
  t.match(model.faults([{ ...ada, title: 'three' }], [staff]), [/"three"/]);
  t.end();
});
