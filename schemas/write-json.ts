import { writeFileSync } from 'node:fs';
import { connectorConfigSchema } from './connector-config.js';
import { replayProfileSchema } from './replay-profile.js';
import { verifyReportSchema } from './verify-report.js';

/** Writes the schemas beside their sources, for editors (`$schema`) and for who reads reports; part of the build. */
const schemas = {
  'connector.config.schema.json': connectorConfigSchema,
  'replay.profile.schema.json': replayProfileSchema,
  'verify.report.schema.json': verifyReportSchema,
};

for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(`../../schemas/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
