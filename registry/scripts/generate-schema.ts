import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { manifestJsonSchema } from '../src/manifest/json-schema.ts';

const file = new URL('../../sdk/plexica.schema.json', import.meta.url);
writeFileSync(file, await format(JSON.stringify(manifestJsonSchema()), { parser: 'json', printWidth: 110 }));
