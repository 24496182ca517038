/** Breaks running processes: no, what they do stays allowed. */
export const sql = `
-- An owner records the end of a step of its own tenant's operations, and of no other's.
CREATE OR REPLACE FUNCTION plexica_host.switch_version(
  operation uuid, next_step integer, to_version text, new_config json, migrations jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = plexica, pg_temp AS $$
DECLARE
  mine integer;
  tenant_slug text;
BEGIN
  SELECT i.number, t.slug INTO mine, tenant_slug
    FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant, plexica.platform p
   WHERE session_user = 'plx_' || right(replace(p.id::text, '-', ''), 8) || '_' || i.number || '_o';
  IF mine IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the owner of an installation may switch its version';
  END IF;
  UPDATE plexica.operations SET step = next_step, attempts = 0, updated_at = now()
   WHERE id = operation AND state = 'running' AND step = next_step - 1 AND lock = 'tenant ' || tenant_slug;
  IF NOT FOUND THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = 'the operation has been taken over or ended';
  END IF;
  INSERT INTO plexica.applied_migrations (installation, name, sha256)
    SELECT mine, m ->> 'name', m ->> 'sha256' FROM jsonb_array_elements(migrations) m;
  UPDATE plexica.installations
     SET version = to_version, config = new_config, config_version = config_version + 1, updated_at = now(),
         state = CASE state WHEN 'installing' THEN 'inactive' ELSE state END
   WHERE number = mine;
END $$;
`;
