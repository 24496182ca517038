-- Breaks running servers: no. They do not know the new table, and the roles of plugins follow by themselves.

-- Machines that log in with the client credentials grant. Only hashes of the secrets are stored.
CREATE TABLE plexica.clients (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  realm text NOT NULL,
  name text NOT NULL,
  secret bytea NOT NULL,
  -- The secret before the last rotation, for as long as both are valid.
  previous_secret bytea,
  previous_until timestamptz,
  permissions text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  rotated_at timestamptz,
  UNIQUE (realm, name)
);
CREATE TRIGGER tell_change AFTER UPDATE OR DELETE ON plexica.clients
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();

-- A tenant has the roles that the installed version of a plugin offers. A role that the version no longer offers stays
-- while somebody has it.
CREATE FUNCTION plexica.offer_roles(tenant_id uuid, plugin_id text, installed text)
RETURNS void LANGUAGE plpgsql SET search_path = plexica, pg_temp AS $$
DECLARE
  people text;
  offered jsonb;
BEGIN
  SELECT 'tenant_' || replace(slug, '-', '_') INTO people FROM plexica.tenants WHERE id = tenant_id;
  IF people IS NULL OR to_regclass(format('%I.roles', people)) IS NULL THEN
    RETURN;
  END IF;
  SELECT coalesce((v.manifest -> 'roles')::jsonb, '{}') INTO offered
    FROM plexica.versions v WHERE v.plugin = plugin_id AND v.version = installed;
  EXECUTE format($sql$
    INSERT INTO %1$I.roles (key, name, permissions, plugin)
      SELECT $1 || '.' || role, initcap(replace(role, '-', ' ')),
             ARRAY(SELECT $1 || '.' || pattern FROM jsonb_array_elements_text(patterns) pattern), $1
        FROM jsonb_each($2) AS offers (role, patterns)
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, permissions = excluded.permissions$sql$, people)
    USING plugin_id, coalesce(offered, '{}');
  EXECUTE format($sql$
    DELETE FROM %1$I.roles r
     WHERE plugin = $1 AND NOT $2 ? substr(key, length($1) + 2)
       AND ($3 IS NULL OR NOT EXISTS (SELECT FROM %1$I.member_roles WHERE role = r.key))$sql$, people)
    USING plugin_id, coalesce(offered, '{}'), installed;
END $$;

CREATE FUNCTION plexica.offer_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM plexica.offer_roles(OLD.tenant, OLD.plugin, NULL);
  ELSE
    PERFORM plexica.offer_roles(NEW.tenant, NEW.plugin, NEW.version);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER offer_roles AFTER INSERT OR DELETE OR UPDATE OF version ON plexica.installations
  FOR EACH ROW EXECUTE FUNCTION plexica.offer_roles();

SELECT plexica.offer_roles(tenant, plugin, version) FROM plexica.installations WHERE version IS NOT NULL;
