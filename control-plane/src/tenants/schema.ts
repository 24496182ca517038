import { identifier, tenantSchema } from '../database/names.ts';
import { TENANT_TABLES } from '../sql-policy/names/tenant-tables.ts';

/**
 * The statements that create a tenant's schema. Plugins can reference `workspaces(id)` and `members(id)` but cannot see
 * the rest.
 */
export function tenantSchemaSql(slug: string): string {
  const schema = identifier(tenantSchema(slug));
  return `
CREATE SCHEMA ${schema}
  CREATE TABLE members (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )
  CREATE TABLE roles (
    key text PRIMARY KEY,
    name text NOT NULL,
    permissions text[] NOT NULL,
    plugin text
  )
  CREATE TABLE member_roles (
    member uuid NOT NULL REFERENCES members ON DELETE CASCADE,
    role text NOT NULL REFERENCES roles ON DELETE CASCADE,
    PRIMARY KEY (member, role)
  )
  CREATE TABLE workspaces (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
REVOKE USAGE ON TYPE ${TENANT_TABLES.map((table) => `${schema}.${table}`).join(', ')} FROM PUBLIC;
INSERT INTO ${schema}.roles (key, name, permissions) VALUES
  ('admin', 'Admin', '{*}'), ('user', 'User', '{}'), ('guest', 'Guest', '{}');
`;
}

export function dropTenantSchemaSql(slug: string): string {
  return `DROP SCHEMA IF EXISTS ${identifier(tenantSchema(slug))} CASCADE`;
}
