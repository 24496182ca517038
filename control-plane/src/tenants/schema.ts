import { TENANT_ROLES } from '../access/default-roles.ts';
import { identifier, tenantSchema } from '../database/names.ts';
import { TENANT_TABLES } from '../sql-policy/names/tenant-tables.ts';

/**
 * Changes that are told to every replica, because they decide who may do what: table, changes, topic. A login updates
 * only `last_login_at`, which nothing caches.
 */
const TOLD_CHANGES = [
  ['members', 'INSERT OR DELETE OR UPDATE OF email, name, subject, state', 'members'],
  ['roles', 'INSERT OR DELETE OR UPDATE', 'members'],
  ['member_roles', 'INSERT OR DELETE OR UPDATE', 'members'],
  ['workspaces', 'INSERT OR DELETE OR UPDATE', 'workspaces'],
  ['workspace_members', 'INSERT OR DELETE OR UPDATE', 'workspaces'],
] as const;

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
    subject text UNIQUE,
    state text NOT NULL DEFAULT 'invited' CHECK (state IN ('invited', 'active')),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_login_at timestamptz
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
  )
  CREATE TABLE workspace_members (
    workspace uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    member uuid NOT NULL REFERENCES members ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ADMIN')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, member)
  )
  CREATE TABLE teams (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    workspace uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace, name),
    UNIQUE (id, workspace)
  )
  CREATE TABLE team_members (
    team uuid NOT NULL,
    workspace uuid NOT NULL,
    member uuid NOT NULL,
    PRIMARY KEY (team, member),
    FOREIGN KEY (team, workspace) REFERENCES teams (id, workspace) ON DELETE CASCADE,
    FOREIGN KEY (workspace, member) REFERENCES workspace_members ON DELETE CASCADE
  );
CREATE INDEX ON ${schema}.workspace_members (member);
CREATE INDEX ON ${schema}.team_members (workspace, member);
REVOKE USAGE ON TYPE ${TENANT_TABLES.map((table) => `${schema}.${table}`).join(', ')} FROM PUBLIC;
INSERT INTO ${schema}.roles (key, name, permissions) VALUES ${Object.entries(TENANT_ROLES)
    .map(([key, permissions]) => `('${key}', '${capital(key)}', '{${permissions.join(',')}}')`)
    .join(', ')};
INSERT INTO ${schema}.workspaces (slug, name) VALUES ('default', 'Default');
${TOLD_CHANGES.map(
  ([table, changes, topic]) => `CREATE TRIGGER tell_${topic} AFTER ${changes} ON ${schema}.${table}
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_${topic}();`,
).join('\n')}
`;
}

export function dropTenantSchemaSql(slug: string): string {
  return `DROP SCHEMA IF EXISTS ${identifier(tenantSchema(slug))} CASCADE`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
