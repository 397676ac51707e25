import { definePlugin } from 'scim-gateway/plugin';
import { openCsv } from './open-csv.js';
import { csvOptions } from './options.js';

/** CSV files as the system of record: README.md says what it guarantees. */
export default definePlugin({
  name: 'csv',
  exclusive: true,
  options: csvOptions,
  open: (options, host) => openCsv(options, host),
});
