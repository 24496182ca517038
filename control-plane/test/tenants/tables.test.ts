import { expect } from 'chai';
import { TENANT_TABLES } from '../../src/tenants/tables.ts';
import { tenantSchemaSql } from '../../src/tenants/schema.ts';

describe("a tenant's schema", () => {
  it('has the tables whose rows are no type for plugins, and no others', () => {
    const made = [...tenantSchemaSql('acme').matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name);
    expect(made).to.deep.equal([...TENANT_TABLES]);
  });
});
