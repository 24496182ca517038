import { Ajv } from 'ajv';
import formats from 'ajv-formats';

export default async function () {
  const ajv = new Ajv();
  formats.default(ajv);
  const valid = ajv.compile({
    type: 'object',
    properties: { mail: { type: 'string', format: 'email' } },
    required: ['mail'],
  });
  return [valid({ mail: 'a@example.com' }), valid({ mail: 'a' }), valid({})];
}
