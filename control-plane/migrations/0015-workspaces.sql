-- Breaks running servers: no. They do not know the new tables.

-- Workspaces and their members decide who may do what, so caches depend on them.
CREATE FUNCTION plexica.tell_workspaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'workspaces');
  RETURN NULL;
END $$;

-- The workspace whose rows a transaction of a plugin sees. The host sets it. Roles of plugins can neither read nor change
-- a setting, since the parser refuses SET and they may not call set_config and current_setting.
CREATE FUNCTION plexica_host.workspace() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
SELECT nullif(current_setting('plexica.workspace', true), '')::uuid
$$;

-- Tables and views of session_user, who cannot read the catalogue.
CREATE FUNCTION plexica_host.relations()
  RETURNS TABLE (name text, kind text, workspace_id text, separated boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT c.relname::text,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
       format_type(a.atttypid, NULL), c.relrowsecurity
  FROM pg_class c
  JOIN pg_roles o ON o.oid = c.relowner AND o.rolname = session_user
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p', 'v', 'm')
 ORDER BY c.oid
$$;

-- Tenants of the versions before.
DO $$
DECLARE
  people text;
BEGIN
  FOR people IN
    SELECT nspname FROM pg_namespace n
     WHERE EXISTS (SELECT FROM plexica.tenants t WHERE nspname = 'tenant_' || replace(t.slug, '-', '_'))
       AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'workspaces')
  LOOP
    EXECUTE format($sql$
      CREATE TABLE %1$I.workspace_members (
        workspace uuid NOT NULL REFERENCES %1$I.workspaces ON DELETE CASCADE,
        member uuid NOT NULL REFERENCES %1$I.members ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('VIEWER', 'MEMBER', 'ADMIN')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (workspace, member)
      );
      CREATE INDEX ON %1$I.workspace_members (member);
      CREATE TABLE %1$I.teams (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        workspace uuid NOT NULL REFERENCES %1$I.workspaces ON DELETE CASCADE,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (workspace, name),
        UNIQUE (id, workspace)
      );
      CREATE TABLE %1$I.team_members (
        team uuid NOT NULL,
        workspace uuid NOT NULL,
        member uuid NOT NULL,
        PRIMARY KEY (team, member),
        FOREIGN KEY (team, workspace) REFERENCES %1$I.teams (id, workspace) ON DELETE CASCADE,
        FOREIGN KEY (workspace, member) REFERENCES %1$I.workspace_members ON DELETE CASCADE
      );
      CREATE INDEX ON %1$I.team_members (workspace, member);
      REVOKE USAGE ON TYPE %1$I.workspace_members, %1$I.teams, %1$I.team_members FROM PUBLIC;
      INSERT INTO %1$I.workspaces (slug, name) VALUES ('default', 'Default') ON CONFLICT DO NOTHING;
      CREATE TRIGGER tell_workspaces AFTER INSERT OR DELETE OR UPDATE ON %1$I.workspaces
        FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_workspaces();
      CREATE TRIGGER tell_workspaces AFTER INSERT OR DELETE OR UPDATE ON %1$I.workspace_members
        FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_workspaces();$sql$, people);
  END LOOP;
END $$;
