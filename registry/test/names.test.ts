import { expect } from 'chai';
import {
  assertPluginId,
  assertTenantSlug,
  pluginIdIssue,
  reservedNames,
  tenantSlugIssue,
  namePattern,
} from '../src/names.ts';

const refused: [name: string, reason: RegExp][] = [
  ['', /is empty; use 2 to/],
  ['a', /too short.*at least 2/],
  ['Crm', /uppercase letters; write "crm"/],
  ['CRM-Tools', /write "crm-tools"/],
  ['crm--tools', /two dashes in a row/],
  ['-crm', /starts with a dash/],
  ['crm-', /ends with a dash/],
  ['1crm', /starts with a digit/],
  ['crm tools', /has the character " "/],
  ['crm_tools', /has the character "_"/],
  ['crm.tools', /has the character "\."/],
  ["x'; drop table tenants; --", /has the character "'"/],
  ['../etc', /has the character "\."/],
  ['crm\n', /outside ASCII/],
  ['crm\u0000', /outside ASCII/],
  ['café', /outside ASCII/],
  ['ｃｒｍ', /outside ASCII/],
  ['сrm', /outside ASCII/],
  ['v1', /reserved: it is a path of the control plane/],
  ['www', /reserved: it is a host/],
  ['plexica', /reserved: it belongs to the platform/],
  ['postgres', /reserved: it is a name of the database/],
  ['constructor', /reserved/],
  ['com1', /reserved: it is a device name on Windows/],
];

describe('names', () => {
  for (const [name, reason] of refused) {
    it(`refuses ${JSON.stringify(name)} as plugin id and tenant slug`, () => {
      expect(pluginIdIssue(name)?.message).to.match(reason);
      expect(tenantSlugIssue(name)?.message).to.match(reason);
    });
  }

  for (const name of ['ab', 'crm', 'crm-tools', 'a1', 'a-1-b', 'x'.repeat(24)]) {
    it(`takes ${name}`, () => {
      expect(pluginIdIssue(name)).to.equal(undefined);
      expect(tenantSlugIssue(name)).to.equal(undefined);
    });
  }

  it('gives ids 28 and slugs 24 characters', () => {
    expect(pluginIdIssue('x'.repeat(28))).to.equal(undefined);
    expect(pluginIdIssue('x'.repeat(29))?.message).to.match(/29 characters, and a plugin id has at most 28/);
    expect(tenantSlugIssue('x'.repeat(25))?.message).to.match(
      /25 characters, and a tenant slug has at most 24/,
    );
  });

  it('does not repeat a giant name', () => {
    expect(pluginIdIssue('x'.repeat(1_000_000))?.message.length).to.be.lessThan(200);
  });

  it('reserves only names that could be chosen', () => {
    for (const name of reservedNames.keys()) expect(name).to.match(namePattern);
  });

  it('throws reserved_name or invalid_input with the path of the field', () => {
    expect(() => assertPluginId('npm'))
      .to.throw()
      .that.includes({ code: 'reserved_name' });
    const error = expect(() => assertTenantSlug('A', 'tenant')).to.throw();
    error.that.includes({ code: 'invalid_input' });
    error.with.property('issues').that.has.nested.property('[0].path', 'tenant');
    expect(() => assertTenantSlug('acme')).not.to.throw();
  });
});
