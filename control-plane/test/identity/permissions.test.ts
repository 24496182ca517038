import { expect } from 'chai';
import { reservedNames } from '@plexica/registry';
import { PLATFORM_PERMISSIONS, permissionProblem } from '../../src/access/permissions.ts';

const REFUSED: [pattern: string, problem: RegExp][] = [
  ['tenants.raed', /^is not a permission of the platform \(did you mean "tenants\.read"\?\)$/],
  ['tenants.read.all', /^is not a permission of the platform/],
  ['tenants.read.*', /^is not a permission of the platform/],
  ['tenants', /^is not a permission of the platform/],
  ['logs.write', /^is not a permission of the platform/],
  ['config.delete', /^is not a permission of the platform/],
  ['tenant.read', /^must begin with .* \(did you mean "tenants\.read"\?\)$/],
  ['token.*', /^must begin with a plugin id or/],
  ['admin.everything', /^must begin with a plugin id or/],
  ['x.read', /^must begin with a plugin id or/],
  ['a--b.read', /^must begin with a plugin id or/],
  ['crm', /^names a plugin but no permission; use crm\.\* for all its permissions$/],
];

describe('a permission of a token', () => {
  for (const [pattern, problem] of REFUSED) {
    it(`is refused: ${pattern}`, () => expect(permissionProblem(pattern)).to.match(problem));
  }

  const accepted = ['*', 'tenants.*', 'crm.*', 'crm.contacts.read', 'nonsense.thing', 'my-crm.deals.*'];
  for (const pattern of [...PLATFORM_PERMISSIONS, ...accepted]) {
    it(`is accepted: ${pattern}`, () => expect(permissionProblem(pattern)).to.equal(undefined));
  }

  it('of the platform can be none of a plugin', () => {
    for (const permission of PLATFORM_PERMISSIONS) {
      expect(reservedNames.has(permission.split('.')[0] ?? ''), permission).to.equal(true);
    }
  });
});
