/**
 * PostgreSQL names of tenants and installations. They are unique, because slugs and ids have no two dashes in a row.
 */

export function tenantSchema(slug: string): string {
  return `tenant_${slug.replaceAll('-', '_')}`;
}

/** Schema of the people of a realm: of a tenant, or of `platform`, which is no tenant's slug. */
export function peopleSchema(realm: string): string {
  return realm === 'platform' ? 'plexica_people' : tenantSchema(realm);
}

export function pluginSchema(slug: string, plugin: string): string {
  return `${tenantSchema(slug)}__${plugin.replaceAll('-', '_')}`;
}

/** Quotes an identifier, doubling quotes in it (PostgreSQL manual, 4.1.1). */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a string constant for a server with standard_conforming_strings on (PostgreSQL manual, 4.1.2.1). */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
