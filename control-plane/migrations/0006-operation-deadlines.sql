-- Breaks running servers: no. They leave the new columns as they are.
ALTER TABLE plexica.operations
  -- When it is undone, if it can still be undone then.
  ADD COLUMN deadline timestamptz NOT NULL DEFAULT now() + interval '10 minutes',
  ADD COLUMN cancelled_by text,
  -- It has let go of its lock: all that it still does is erase these installations, which nobody else uses any more.
  ADD COLUMN erasing integer[],
  -- What keeps a step from being undone.
  ADD COLUMN obstacle jsonb;

DROP INDEX plexica.operations_one_at_a_time;
CREATE UNIQUE INDEX operations_one_at_a_time ON plexica.operations (lock)
  WHERE state IN ('running', 'undoing') AND erasing IS NULL;
CREATE INDEX operations_of_a_lock ON plexica.operations (lock, id);

-- A word of its own: steps are recorded all the time, and whoever runs an operation looks only at cancellations.
CREATE FUNCTION plexica.tell_cancellation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'cancellations');
  RETURN NULL;
END $$;
CREATE TRIGGER tell_cancellation AFTER UPDATE OF cancelled_by ON plexica.operations
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_cancellation();

-- As before, but an operation that was cancelled puts no version in place any more.
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
         installed_by = who, trusted_by = CASE WHEN accepts THEN who END
   WHERE number = installation;
END $$;
