import { parseArgs } from 'node:util';
import { markdownTable } from '../server/table.js';
import { rates } from './measure.js';
import { subjects } from './subjects.js';

/**
 * `npm run bench:micro [-- --rounds 5 --ms 300]`: the SCIM core beside libraries that do the same, on one core, turn by
 * turn in one run; prints a table in Markdown.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, ms: { type: 'string', default: '300' } },
});
const options = { rounds: Number(values.rounds), ms: Number(values.ms) };

const rows = subjects.flatMap((subject) => {
  const [first, ...others] = rates(subject, options);
  if (first?.perSecond === undefined) throw new Error(`${subject.name} fails`);
  const our = first.perSecond;
  const row = [subject.name, first.name, format(our), ''];
  return [
    row,
    ...others.map(({ name, perSecond }) =>
      perSecond === undefined
        ? ['', name, 'refuses it', '']
        : ['', name, format(perSecond), `${(our / perSecond).toFixed(1)} ×`],
    ),
  ];
});
process.stdout.write(`${markdownTable(['what', 'by', 'a second', 'ours beside it'], rows)}\n`);

function format(perSecond: number): string {
  return perSecond >= 1000 ? Math.round(perSecond).toLocaleString('en') : perSecond.toPrecision(3);
}
