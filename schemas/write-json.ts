import { writeFileSync } from 'node:fs';
import { connectorConfigSchema } from './connector-config.js';

/** Writes the schema of the config file beside its source, for editors (`$schema`); part of the build. */
const file = new URL('../../schemas/connector.config.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(connectorConfigSchema, null, 2)}\n`);
