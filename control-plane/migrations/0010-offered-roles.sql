-- Breaks running servers: no. They compare roles with those of the version before only.
-- Every role that a version of the plugin has offered here, as it was last: who was given one may have it still.
ALTER TABLE plexica.installations ADD COLUMN offered_roles jsonb NOT NULL DEFAULT '{}';
UPDATE plexica.installations i SET offered_roles = coalesce((v.manifest -> 'roles')::jsonb, '{}')
  FROM plexica.versions v WHERE v.plugin = i.plugin AND v.version = i.version;

-- As before, and it remembers the roles.
CREATE OR REPLACE FUNCTION plexica.switch_version(
  installation integer, operation uuid, next_step integer, to_version text, new_config json, migrations jsonb
) RETURNS void LANGUAGE plpgsql SET search_path = plexica, pg_temp AS $$
DECLARE
  tenant_slug text;
  plugin_id text;
  who text;
  accepts boolean;
BEGIN
  SELECT t.slug, i.plugin INTO tenant_slug, plugin_id
    FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant WHERE i.number = installation;
  UPDATE plexica.operations o SET step = next_step, attempts = 0, updated_at = now()
   WHERE id = operation AND state = 'running' AND step = next_step - 1 AND o.tenant = tenant_slug
     AND cancelled_by IS NULL
   RETURNING principal, coalesce((input ->> 'trust')::boolean, false) INTO who, accepts;
  IF NOT FOUND THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'the operation was cancelled, taken over or has ended';
  END IF;
  PERFORM plexica.require_version(plugin_id, to_version);
  INSERT INTO plexica.applied_migrations (installation, name, sha256)
    SELECT switch_version.installation, m ->> 'name', m ->> 'sha256' FROM jsonb_array_elements(migrations) m;
  UPDATE plexica.installations
     SET version = to_version, config = new_config, config_version = config_version + 1, updated_at = now(),
         state = CASE state WHEN 'installing' THEN 'inactive' ELSE state END,
         installed_by = who, trusted_by = CASE WHEN accepts THEN who END,
         offered_roles = offered_roles || coalesce(
           (SELECT v.manifest -> 'roles' FROM plexica.versions v WHERE v.plugin = plugin_id AND v.version = to_version)::jsonb,
           '{}')
   WHERE number = installation;
END $$;
