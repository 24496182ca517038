import { PLATFORM, type Scope } from '../access/scope.ts';
import { identifier, peopleSchema } from '../database/names.ts';
import { PLATFORM_REALM } from '../identity/realms.ts';

/** Quoted names of the tables of the people of a realm. */
export function peopleTables(realm: string): { members: string; roles: string; memberRoles: string } {
  const schema = identifier(peopleSchema(realm));
  return {
    members: `${schema}.members`,
    roles: `${schema}.roles`,
    memberRoles: `${schema}.member_roles`,
  };
}

/** Where the people of a realm can act. */
export function scopeOfRealm(realm: string): Scope {
  return realm === PLATFORM_REALM ? PLATFORM : { kind: 'tenant', tenant: realm };
}

/** The role that can do everything in a realm. Somebody always has it. */
export function strongestRole(realm: string): string {
  return realm === PLATFORM_REALM ? 'super_admin' : 'admin';
}
