-- Breaks running servers: no. They find the same function.
-- A version may have been taken away while it was being put in place. Whoever takes one away has the plugin locked
-- (FOR UPDATE), so that from here to the end of this transaction none goes.
CREATE FUNCTION plexica.require_version(plugin_id text, wanted text) RETURNS void LANGUAGE plpgsql
  SET search_path = plexica, pg_temp AS $$
BEGIN
  PERFORM FROM plexica.plugins WHERE id = plugin_id FOR KEY SHARE;
  IF NOT EXISTS (SELECT FROM plexica.versions WHERE plugin = plugin_id AND version = wanted) THEN
    RAISE no_data_found USING MESSAGE = format('%s %s has been taken away meanwhile', plugin_id, wanted);
  END IF;
END $$;

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
  UPDATE plexica.operations SET step = next_step, attempts = 0, updated_at = now()
   WHERE id = operation AND state = 'running' AND step = next_step - 1 AND lock = 'tenant ' || tenant_slug
   RETURNING principal, coalesce((input ->> 'trust')::boolean, false) INTO who, accepts;
  IF NOT FOUND THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'the operation has been taken over or ended';
  END IF;
  PERFORM plexica.require_version(plugin_id, to_version);
  INSERT INTO plexica.applied_migrations (installation, name, sha256)
    SELECT switch_version.installation, m ->> 'name', m ->> 'sha256' FROM jsonb_array_elements(migrations) m;
  UPDATE plexica.installations
     SET version = to_version, config = new_config, config_version = config_version + 1, updated_at = now(),
         state = CASE state WHEN 'installing' THEN 'inactive' ELSE state END,
         installed_by = who, trusted_by = CASE WHEN accepts THEN who END
   WHERE number = installation;
END $$;
