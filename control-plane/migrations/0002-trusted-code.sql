-- Breaks running servers: no. They go on without asking who trusts what.
-- An operator's mark that the code of a plugin, whatever version, may run where nothing isolates it.
ALTER TABLE plexica.plugins ADD COLUMN trusted_by text, ADD COLUMN trusted_at timestamptz;
CREATE TRIGGER tell_change AFTER UPDATE OF trusted_by ON plexica.plugins
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();

-- Who put the version in place that is there; trusted_by says who accepted it with --trust.
ALTER TABLE plexica.installations ADD COLUMN installed_by text;

-- Puts a version in place and records that the operation has done so; both happen or neither.
CREATE FUNCTION plexica.switch_version(
  installation integer, operation uuid, next_step integer, to_version text, new_config json, migrations jsonb
) RETURNS void LANGUAGE plpgsql SET search_path = plexica, pg_temp AS $$
DECLARE
  tenant_slug text;
  who text;
  accepts boolean;
BEGIN
  SELECT t.slug INTO tenant_slug
    FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant WHERE i.number = installation;
  UPDATE plexica.operations SET step = next_step, attempts = 0, updated_at = now()
   WHERE id = operation AND state = 'running' AND step = next_step - 1 AND lock = 'tenant ' || tenant_slug
   RETURNING principal, coalesce((input ->> 'trust')::boolean, false) INTO who, accepts;
  IF NOT FOUND THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'the operation has been taken over or ended';
  END IF;
  INSERT INTO plexica.applied_migrations (installation, name, sha256)
    SELECT switch_version.installation, m ->> 'name', m ->> 'sha256' FROM jsonb_array_elements(migrations) m;
  UPDATE plexica.installations
     SET version = to_version, config = new_config, config_version = config_version + 1, updated_at = now(),
         state = CASE state WHEN 'installing' THEN 'inactive' ELSE state END,
         installed_by = who, trusted_by = CASE WHEN accepts THEN who END
   WHERE number = installation;
END $$;

-- The same for the owner of an installation: it trusts nothing but session_user.
CREATE OR REPLACE FUNCTION plexica_host.switch_version(
  operation uuid, next_step integer, to_version text, new_config json, migrations jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = plexica, pg_temp AS $$
DECLARE
  mine integer;
BEGIN
  SELECT i.number INTO mine FROM plexica.installations i, plexica.platform p
   WHERE session_user = 'plx_' || right(replace(p.id::text, '-', ''), 8) || '_' || i.number || '_o';
  IF mine IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the owner of an installation may switch its version';
  END IF;
  PERFORM plexica.switch_version(mine, operation, next_step, to_version, new_config, migrations);
END $$;
