-- Breaks running servers: no. It creates the first tables.
CREATE TABLE plexica.platform (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  only_one boolean NOT NULL DEFAULT true UNIQUE CHECK (only_one),
  secret_check text,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO plexica.platform DEFAULT VALUES;

CREATE TABLE plexica.tenants (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('creating', 'active', 'deleting')),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE plexica.tokens (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  scope text NOT NULL,
  permissions text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- array_to_string is not immutable for every type of element; for text it is.
CREATE FUNCTION plexica.joined(words text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_string(words, ' ');

CREATE TABLE plexica.plugins (
  id text PRIMARY KEY,
  owner text NOT NULL,
  package_name text NOT NULL UNIQUE,
  display_name text NOT NULL,
  description text NOT NULL,
  category text,
  keywords text[] NOT NULL,
  latest text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', replace(id, '-', ' ') || ' ' || display_name), 'A') ||
    setweight(to_tsvector('simple', plexica.joined(keywords)), 'B') ||
    setweight(to_tsvector('simple', description), 'C')
  ) STORED
);
CREATE INDEX plugins_search ON plexica.plugins USING gin (search);

CREATE TABLE plexica.versions (
  plugin text NOT NULL REFERENCES plexica.plugins ON DELETE CASCADE,
  version text NOT NULL,
  integrity text NOT NULL,
  shasum text NOT NULL,
  size bigint NOT NULL,
  unpacked_size bigint NOT NULL,
  entries integer NOT NULL,
  -- json, not jsonb: the order of keys is the author's.
  manifest json NOT NULL,
  readme text,
  changelog text,
  published_by text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (plugin, version)
);
CREATE INDEX versions_integrity ON plexica.versions (integrity);

CREATE TABLE plexica.dist_tags (
  plugin text NOT NULL,
  tag text NOT NULL,
  version text NOT NULL,
  PRIMARY KEY (plugin, tag),
  FOREIGN KEY (plugin, version) REFERENCES plexica.versions ON DELETE CASCADE
);

CREATE TABLE plexica.installations (
  number integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  tenant uuid NOT NULL REFERENCES plexica.tenants,
  plugin text NOT NULL,
  version text,
  state text NOT NULL CHECK (state IN ('installing', 'inactive', 'active', 'uninstalling')),
  reason text,
  config json NOT NULL DEFAULT '{}',
  config_version integer NOT NULL DEFAULT 1,
  trusted_by text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant, plugin)
);

CREATE TABLE plexica.applied_migrations (
  installation integer NOT NULL REFERENCES plexica.installations ON DELETE CASCADE,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (installation, name)
);

CREATE SEQUENCE plexica.replicas AS integer CYCLE;

CREATE TABLE plexica.operations (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  kind text NOT NULL,
  subject text NOT NULL,
  lock text NOT NULL,
  principal text NOT NULL,
  input json NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'undoing', 'succeeded', 'failed')),
  step integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  error jsonb,
  replica integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX operations_one_at_a_time ON plexica.operations (lock) WHERE state IN ('running', 'undoing');

CREATE TABLE plexica.idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request bytea NOT NULL,
  status integer,
  headers jsonb,
  body bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_age ON plexica.idempotency_keys (created_at);

CREATE TABLE plexica.plugin_logs (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  installation integer NOT NULL REFERENCES plexica.installations ON DELETE CASCADE,
  time timestamptz NOT NULL,
  level text NOT NULL,
  message text NOT NULL,
  details jsonb,
  request_id text
);
CREATE INDEX plugin_logs_installation ON plexica.plugin_logs (installation, id);

-- Every cache of the control plane is told of a change by the database itself, whoever made it.
CREATE FUNCTION plexica.tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plexica_changes', TG_TABLE_NAME);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_change AFTER UPDATE OR DELETE ON plexica.tokens
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();
CREATE TRIGGER tell_change AFTER UPDATE OR DELETE ON plexica.tenants
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();
CREATE TRIGGER tell_change AFTER UPDATE OR DELETE ON plexica.installations
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();
CREATE TRIGGER tell_change AFTER UPDATE ON plexica.operations
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();

-- The only door from an installation's own roles to the platform's tables: it trusts nothing but session_user.
CREATE FUNCTION plexica_host.switch_version(
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
GRANT USAGE ON SCHEMA plexica_host TO PUBLIC;
