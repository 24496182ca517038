import { expect } from 'chai';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { manifestJsonSchema } from '../src/manifest/json-schema.ts';

const committed: unknown = JSON.parse(
  readFileSync(new URL('../../sdk/plexica.schema.json', import.meta.url), 'utf8'),
);

interface Described {
  title?: string;
  description?: string;
  properties?: Record<string, Described>;
}

describe('plexica.schema.json', () => {
  it('is what the code says (else run `npm run generate` in registry/)', () => {
    expect(committed).to.deep.equal(JSON.parse(JSON.stringify(manifestJsonSchema())));
  });

  it('says to editors what each key is for', () => {
    const { title, properties = {} } = committed as Described;
    expect(title).to.equal('Plexica plugin manifest');
    expect(Object.keys(properties)).to.include('permissions').and.to.include('workspaceAware');
    for (const [key, { description }] of Object.entries(properties))
      expect(description, key).to.be.a('string');
  });

  it('takes a good manifest and refuses unknown keys', () => {
    const validate = new Ajv({ strict: false }).compile(committed as object);
    expect(validate({ id: 'crm', permissions: { 'contacts.read': 'See' } })).to.equal(true);
    expect(validate({ id: 'crm', permisions: {} })).to.equal(false);
    expect(validate({ id: 'CRM' })).to.equal(false);
  });
});
