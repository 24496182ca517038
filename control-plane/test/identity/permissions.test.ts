import { expect } from 'chai';
import { reservedNames } from '@plexica/registry';
import { PLATFORM_PERMISSIONS, permissionProblem } from '../../src/access/permissions.ts';

const REFUSED: [pattern: string, problem: RegExp][] = [
  ['tenants.raed', /^is no permission of the platform \(did you mean "tenants\.read"\?\)$/],
  ['tenants.read.all', /^is no permission of the platform/],
  ['tenants.read.*', /^is no permission of the platform/],
  ['tenants', /^is no permission of the platform/],
  ['logs.write', /^is no permission of the platform/],
  ['config.delete', /^is no permission of the platform/],
  ['tenant.read', /^begins with neither .* \(did you mean "tenants\.read"\?\)$/],
  ['token.*', /^begins with neither/],
  ['admin.everything', /^begins with neither/],
  ['x.read', /^begins with neither/],
  ['a--b.read', /^begins with neither/],
  ['crm', /^names a plugin and none of its permissions; write crm\.\* for all of them$/],
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
