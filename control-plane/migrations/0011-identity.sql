-- Breaks running servers: no. They do not know the new tables and columns.

-- One key of a realm signs. Replaced keys stay published until the last token that they signed has expired.
CREATE TABLE plexica.realm_keys (
  kid text PRIMARY KEY,
  realm text NOT NULL,
  jwk bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  replaced_at timestamptz
);
CREATE UNIQUE INDEX one_signing_key ON plexica.realm_keys (realm) WHERE replaced_at IS NULL;

CREATE TABLE plexica.accounts (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  realm text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  -- Argon2id in PHC string format. Without one, the account waits for its owner to accept the invitation.
  password text,
  failures integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  totp bytea,
  -- A code is valid once: its time step must be later than this one.
  totp_step bigint,
  recovery_codes bytea[] NOT NULL DEFAULT '{}',
  -- Logins that began before it are not stored again by a request that had read them.
  logins_ended_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (realm, email)
);

-- Links in mails. Only the hash of the secret is stored.
CREATE TABLE plexica.account_links (
  hash bytea PRIMARY KEY,
  account uuid NOT NULL REFERENCES plexica.accounts ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('invitation', 'reset')),
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON plexica.account_links (account);

-- Sessions, grants, codes and tokens of the OpenID providers. Ids are hashed and payloads sealed, because both
-- contain secrets.
CREATE TABLE plexica.oidc_records (
  realm text NOT NULL,
  model text NOT NULL,
  id bytea NOT NULL,
  payload bytea NOT NULL,
  account uuid,
  grant_id text,
  user_code bytea,
  uid bytea,
  consumed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  PRIMARY KEY (realm, model, id)
);
CREATE INDEX ON plexica.oidc_records (realm, grant_id);
CREATE INDEX ON plexica.oidc_records (realm, account);
CREATE INDEX ON plexica.oidc_records (realm, model, user_code) WHERE user_code IS NOT NULL;
CREATE INDEX ON plexica.oidc_records (realm, model, uid) WHERE uid IS NOT NULL;
CREATE INDEX ON plexica.oidc_records (expires_at);

CREATE TABLE plexica.browser_sessions (
  sid text PRIMARY KEY,
  sess json NOT NULL,
  expire timestamp(6) NOT NULL
);
CREATE INDEX ON plexica.browser_sessions (expire);

-- The tables of a schema do not carry its name: caches of members listen to one topic for all of them.
CREATE FUNCTION plexica.tell_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'members');
  RETURN NULL;
END $$;

-- Logins end when their records are removed.
CREATE FUNCTION plexica.tell_removed_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.model = 'Grant' THEN
    PERFORM pg_notify((SELECT channel FROM plexica.platform), 'sessions');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_removed_grant AFTER DELETE ON plexica.oidc_records
  FOR EACH ROW EXECUTE FUNCTION plexica.tell_removed_grant();
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE OR DELETE ON plexica.realm_keys
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();

-- People of the platform, in tables like those of a tenant.
CREATE SCHEMA plexica_people;
CREATE TABLE plexica_people.members (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  subject text UNIQUE,
  state text NOT NULL DEFAULT 'invited' CHECK (state IN ('invited', 'active')),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_login_at timestamptz
);
CREATE TABLE plexica_people.roles (
  key text PRIMARY KEY,
  name text NOT NULL,
  permissions text[] NOT NULL,
  plugin text
);
CREATE TABLE plexica_people.member_roles (
  member uuid NOT NULL REFERENCES plexica_people.members ON DELETE CASCADE,
  role text NOT NULL REFERENCES plexica_people.roles ON DELETE CASCADE,
  PRIMARY KEY (member, role)
);
INSERT INTO plexica_people.roles (key, name, permissions) VALUES
  ('super_admin', 'Super admin', '{*}'),
  ('operator', 'Operator', '{tenants.*,members.*,roles.*,workspaces.*,clients.*,installations.*,config.*,logs.read,operations.*,plugins.*,tokens.read,permissions.read}'),
  ('auditor', 'Auditor', '{tenants.read,members.read,roles.read,workspaces.read,clients.read,installations.read,config.read,logs.read,operations.read,tokens.read,permissions.read,audit.read}');

-- Tenants of the versions before. Theirs were empty: nothing could add a member.
DO $$
DECLARE
  people text;
  name text;
BEGIN
  FOR people IN
    SELECT nspname FROM pg_namespace n
     WHERE EXISTS (SELECT FROM plexica.tenants t WHERE nspname = 'tenant_' || replace(t.slug, '-', '_'))
       AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'members')
  LOOP
    EXECUTE format(
      'ALTER TABLE %I.members ADD COLUMN subject text UNIQUE,
         ADD COLUMN state text NOT NULL DEFAULT ''invited'' CHECK (state IN (''invited'', ''active'')),
         ADD COLUMN last_login_at timestamptz', people);
    EXECUTE format($sql$
      UPDATE %I.roles SET permissions = CASE key
        WHEN 'user' THEN '{members.read,workspaces.read,installations.read,config.read}'::text[]
        ELSE '{workspaces.read}' END
       WHERE key IN ('user', 'guest') AND plugin IS NULL$sql$, people);
  END LOOP;
  FOR people, name IN
    SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE relkind = 'r' AND relname IN ('members', 'roles', 'member_roles')
       AND (nspname = 'plexica_people'
         OR EXISTS (SELECT FROM plexica.tenants t WHERE nspname = 'tenant_' || replace(t.slug, '-', '_')))
  LOOP
    -- A login updates only last_login_at, which nothing caches.
    EXECUTE format('CREATE TRIGGER tell_members AFTER INSERT OR DELETE OR UPDATE %s ON %I.%I
      FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_members()',
      CASE name WHEN 'members' THEN 'OF email, name, subject, state' ELSE '' END, people, name);
  END LOOP;
END $$;
