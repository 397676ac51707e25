import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conformanceDoc, requirementsIn } from './conformance-doc.js';

/** Writes `docs/conformance.md` anew: `npm run docs:conformance`. */
const root = fileURLToPath(new URL('../..', import.meta.url));
writeFileSync(`${root}/docs/conformance.md`, conformanceDoc(requirementsIn(root)));
