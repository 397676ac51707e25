import { writeFileSync } from 'node:fs';
import { exampleData } from './example-data.js';

/** Makes the files of `data/` anew: `node dist/bench/write-example-data.js`. */
for (const [file, content] of Object.entries(exampleData())) {
  writeFileSync(new URL(`../../data/${file}`, import.meta.url), content);
}
