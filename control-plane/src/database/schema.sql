-- Generated from the migrations by `npm run docs`. Do not edit.

CREATE TABLE plexica.account_links (
  hash bytea NOT NULL,
  account uuid NOT NULL,
  purpose text NOT NULL,
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE plexica.accounts (
  id uuid NOT NULL DEFAULT uuidv7(),
  realm text NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password text,
  failures integer NOT NULL DEFAULT 0,
  locked_until timestamp with time zone,
  totp bytea,
  totp_step bigint,
  recovery_codes bytea[] NOT NULL DEFAULT '{}'::bytea[],
  logins_ended_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE plexica.applied_migrations (
  installation integer NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE plexica.audit_chains (
  chain text NOT NULL,
  key bytea,
  count bigint NOT NULL DEFAULT 0,
  head bytea NOT NULL DEFAULT '\x'::bytea,
  signature bytea NOT NULL
);

CREATE TABLE plexica.breaking_migrations (
  name text NOT NULL
);

CREATE TABLE plexica.browser_sessions (
  sid text NOT NULL,
  sess json NOT NULL,
  expire timestamp(6) without time zone NOT NULL
);

CREATE TABLE plexica.clients (
  id uuid NOT NULL DEFAULT uuidv7(),
  realm text NOT NULL,
  name text NOT NULL,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_until timestamp with time zone,
  permissions text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  rotated_at timestamp with time zone
);

CREATE TABLE plexica.dist_tags (
  plugin text NOT NULL,
  tag text NOT NULL,
  version text NOT NULL
);

CREATE UNLOGGED TABLE plexica.exact_limits (
  key text NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE TABLE plexica.idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request bytea NOT NULL,
  status integer,
  headers jsonb,
  body bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE plexica.installations (
  number integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  tenant uuid NOT NULL,
  plugin text NOT NULL,
  version text,
  state text NOT NULL,
  reason text,
  config json NOT NULL DEFAULT '{}'::json,
  config_version integer NOT NULL DEFAULT 1,
  trusted_by text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  installed_by text,
  offered_roles jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE plexica.mails (
  id uuid NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL DEFAULT now(),
  replica integer,
  error text,
  failed_at timestamp with time zone
);

CREATE TABLE plexica.migrations (
  name character varying(255) NOT NULL
);

CREATE TABLE plexica.oidc_records (
  realm text NOT NULL,
  model text NOT NULL,
  id bytea NOT NULL,
  payload bytea NOT NULL,
  account uuid,
  grant_id text,
  user_code bytea,
  uid bytea,
  consumed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone
);

CREATE TABLE plexica.operations (
  id uuid NOT NULL DEFAULT uuidv7(),
  kind text NOT NULL,
  subject text NOT NULL,
  principal text NOT NULL,
  input json NOT NULL,
  state text NOT NULL,
  step integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  error jsonb,
  replica integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  deadline timestamp with time zone NOT NULL DEFAULT (now() + '00:10:00'::interval),
  cancelled_by text,
  erasing integer[],
  obstacle jsonb,
  tenant text
);

CREATE TABLE plexica.platform (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  only_one boolean NOT NULL DEFAULT true,
  secret_check text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  channel text NOT NULL DEFAULT ('plexica_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text))
);

CREATE TABLE plexica.plugin_logs (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  installation integer NOT NULL,
  time timestamp with time zone NOT NULL,
  level text NOT NULL,
  message text NOT NULL,
  details jsonb,
  request_id text,
  request jsonb
);

CREATE TABLE plexica.plugins (
  id text NOT NULL,
  owner text NOT NULL,
  package_name text NOT NULL,
  display_name text NOT NULL,
  description text NOT NULL,
  category text,
  keywords text[] NOT NULL,
  latest text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  search tsvector GENERATED ALWAYS AS (((setweight(to_tsvector('simple'::regconfig, ((replace(id, '-'::text, ' '::text) || ' '::text) || display_name)), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, joined(keywords)), 'B'::"char")) || setweight(to_tsvector('simple'::regconfig, description), 'C'::"char"))) STORED,
  trusted_by text,
  trusted_at timestamp with time zone
);

CREATE UNLOGGED TABLE plexica.rate_limits (
  bucket text NOT NULL,
  full_at timestamp with time zone NOT NULL
);

CREATE TABLE plexica.realm_keys (
  kid text NOT NULL,
  realm text NOT NULL,
  jwk bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  replaced_at timestamp with time zone
);

CREATE TABLE plexica.tenants (
  id uuid NOT NULL DEFAULT uuidv7(),
  slug text NOT NULL,
  name text NOT NULL,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE plexica.tokens (
  id uuid NOT NULL DEFAULT uuidv7(),
  name text NOT NULL,
  hash bytea NOT NULL,
  scope text NOT NULL,
  permissions text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone
);

CREATE TABLE plexica.versions (
  plugin text NOT NULL,
  version text NOT NULL,
  integrity text NOT NULL,
  shasum text NOT NULL,
  size bigint NOT NULL,
  unpacked_size bigint NOT NULL,
  entries integer NOT NULL,
  manifest json NOT NULL,
  readme text,
  changelog text,
  published_by text NOT NULL,
  published_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE plexica_people.member_roles (
  member uuid NOT NULL,
  role text NOT NULL
);

CREATE TABLE plexica_people.members (
  id uuid NOT NULL DEFAULT uuidv7(),
  email text NOT NULL,
  name text NOT NULL,
  subject text,
  state text NOT NULL DEFAULT 'invited'::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  last_login_at timestamp with time zone
);

CREATE TABLE plexica_people.roles (
  key text NOT NULL,
  name text NOT NULL,
  permissions text[] NOT NULL,
  plugin text
);

ALTER TABLE account_links ADD CONSTRAINT account_links_account_fkey FOREIGN KEY (account) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE account_links ADD CONSTRAINT account_links_pkey PRIMARY KEY (hash);

ALTER TABLE account_links ADD CONSTRAINT account_links_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text])));

ALTER TABLE accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE accounts ADD CONSTRAINT accounts_realm_email_key UNIQUE (realm, email);

ALTER TABLE applied_migrations ADD CONSTRAINT applied_migrations_installation_fkey FOREIGN KEY (installation) REFERENCES installations(number) ON DELETE CASCADE;

ALTER TABLE applied_migrations ADD CONSTRAINT applied_migrations_pkey PRIMARY KEY (installation, name);

ALTER TABLE audit_chains ADD CONSTRAINT audit_chains_pkey PRIMARY KEY (chain);

ALTER TABLE breaking_migrations ADD CONSTRAINT breaking_migrations_pkey PRIMARY KEY (name);

ALTER TABLE browser_sessions ADD CONSTRAINT browser_sessions_pkey PRIMARY KEY (sid);

ALTER TABLE clients ADD CONSTRAINT clients_pkey PRIMARY KEY (id);

ALTER TABLE clients ADD CONSTRAINT clients_realm_name_key UNIQUE (realm, name);

ALTER TABLE dist_tags ADD CONSTRAINT dist_tags_pkey PRIMARY KEY (plugin, tag);

ALTER TABLE dist_tags ADD CONSTRAINT dist_tags_plugin_version_fkey FOREIGN KEY (plugin, version) REFERENCES versions(plugin, version) ON DELETE CASCADE;

ALTER TABLE exact_limits ADD CONSTRAINT exact_limits_pkey PRIMARY KEY (key);

ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, route, key);

ALTER TABLE installations ADD CONSTRAINT installations_pkey PRIMARY KEY (number);

ALTER TABLE installations ADD CONSTRAINT installations_state_check CHECK ((state = ANY (ARRAY['installing'::text, 'inactive'::text, 'active'::text, 'uninstalling'::text])));

ALTER TABLE installations ADD CONSTRAINT installations_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants(id);

ALTER TABLE installations ADD CONSTRAINT installations_tenant_plugin_key UNIQUE (tenant, plugin);

ALTER TABLE mails ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE migrations ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE oidc_records ADD CONSTRAINT oidc_records_pkey PRIMARY KEY (realm, model, id);

ALTER TABLE operations ADD CONSTRAINT operations_pkey PRIMARY KEY (id);

ALTER TABLE operations ADD CONSTRAINT operations_state_check CHECK ((state = ANY (ARRAY['running'::text, 'undoing'::text, 'succeeded'::text, 'failed'::text])));

ALTER TABLE platform ADD CONSTRAINT platform_only_one_check CHECK (only_one);

ALTER TABLE platform ADD CONSTRAINT platform_only_one_key UNIQUE (only_one);

ALTER TABLE platform ADD CONSTRAINT platform_pkey PRIMARY KEY (id);

ALTER TABLE plexica_people.member_roles ADD CONSTRAINT member_roles_member_fkey FOREIGN KEY (member) REFERENCES plexica_people.members(id) ON DELETE CASCADE;

ALTER TABLE plexica_people.member_roles ADD CONSTRAINT member_roles_pkey PRIMARY KEY (member, role);

ALTER TABLE plexica_people.member_roles ADD CONSTRAINT member_roles_role_fkey FOREIGN KEY (role) REFERENCES plexica_people.roles(key) ON DELETE CASCADE;

ALTER TABLE plexica_people.members ADD CONSTRAINT members_email_key UNIQUE (email);

ALTER TABLE plexica_people.members ADD CONSTRAINT members_pkey PRIMARY KEY (id);

ALTER TABLE plexica_people.members ADD CONSTRAINT members_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text])));

ALTER TABLE plexica_people.members ADD CONSTRAINT members_subject_key UNIQUE (subject);

ALTER TABLE plexica_people.roles ADD CONSTRAINT roles_pkey PRIMARY KEY (key);

ALTER TABLE plugin_logs ADD CONSTRAINT plugin_logs_installation_fkey FOREIGN KEY (installation) REFERENCES installations(number) ON DELETE CASCADE;

ALTER TABLE plugin_logs ADD CONSTRAINT plugin_logs_pkey PRIMARY KEY (id);

ALTER TABLE plugins ADD CONSTRAINT plugins_package_name_key UNIQUE (package_name);

ALTER TABLE plugins ADD CONSTRAINT plugins_pkey PRIMARY KEY (id);

ALTER TABLE rate_limits ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (bucket);

ALTER TABLE realm_keys ADD CONSTRAINT realm_keys_pkey PRIMARY KEY (kid);

ALTER TABLE tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

ALTER TABLE tenants ADD CONSTRAINT tenants_slug_key UNIQUE (slug);

ALTER TABLE tenants ADD CONSTRAINT tenants_state_check CHECK ((state = ANY (ARRAY['creating'::text, 'active'::text, 'deleting'::text])));

ALTER TABLE tokens ADD CONSTRAINT tokens_hash_key UNIQUE (hash);

ALTER TABLE tokens ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

ALTER TABLE versions ADD CONSTRAINT versions_pkey PRIMARY KEY (plugin, version);

ALTER TABLE versions ADD CONSTRAINT versions_plugin_fkey FOREIGN KEY (plugin) REFERENCES plugins(id) ON DELETE CASCADE;

CREATE INDEX account_links_account_idx ON plexica.account_links USING btree (account);

CREATE INDEX browser_sessions_expire_idx ON plexica.browser_sessions USING btree (expire);

CREATE INDEX idempotency_keys_age ON plexica.idempotency_keys USING btree (created_at);

CREATE INDEX mails_next_attempt_at_idx ON plexica.mails USING btree (next_attempt_at) WHERE (failed_at IS NULL);

CREATE INDEX oidc_records_expires_at_idx ON plexica.oidc_records USING btree (expires_at);

CREATE INDEX oidc_records_realm_account_idx ON plexica.oidc_records USING btree (realm, account);

CREATE INDEX oidc_records_realm_grant_id_idx ON plexica.oidc_records USING btree (realm, grant_id);

CREATE INDEX oidc_records_realm_model_uid_idx ON plexica.oidc_records USING btree (realm, model, uid) WHERE (uid IS NOT NULL);

CREATE INDEX oidc_records_realm_model_user_code_idx ON plexica.oidc_records USING btree (realm, model, user_code) WHERE (user_code IS NOT NULL);

CREATE UNIQUE INDEX one_signing_key ON plexica.realm_keys USING btree (realm) WHERE (replaced_at IS NULL);

CREATE INDEX operations_of_a_tenant ON plexica.operations USING btree (tenant, id);

CREATE UNIQUE INDEX operations_one_at_a_time ON plexica.operations USING btree (tenant) WHERE ((state = ANY (ARRAY['running'::text, 'undoing'::text])) AND (erasing IS NULL));

CREATE INDEX plugin_logs_installation ON plexica.plugin_logs USING btree (installation, id);

CREATE INDEX plugins_search ON plexica.plugins USING gin (search);

CREATE INDEX versions_integrity ON plexica.versions USING btree (integrity);

CREATE OR REPLACE FUNCTION plexica.joined(words text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN array_to_string(words, ' '::text)
;

CREATE OR REPLACE FUNCTION plexica.offer_roles()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM plexica.offer_roles(OLD.tenant, OLD.plugin, NULL);
  ELSE
    PERFORM plexica.offer_roles(NEW.tenant, NEW.plugin, NEW.version);
  END IF;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.offer_roles(tenant_id uuid, plugin_id text, installed text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'plexica', 'pg_temp'
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION plexica.require_version(plugin_id text, wanted text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'plexica', 'pg_temp'
AS $function$
BEGIN
  PERFORM FROM plexica.plugins WHERE id = plugin_id FOR KEY SHARE;
  IF NOT EXISTS (SELECT FROM plexica.versions WHERE plugin = plugin_id AND version = wanted) THEN
    RAISE no_data_found USING MESSAGE = format('%s %s has been taken away meanwhile', plugin_id, wanted);
  END IF;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.switch_version(installation integer, operation uuid, next_step integer, to_version text, new_config json, migrations jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'plexica', 'pg_temp'
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION plexica.tell_cancellation()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'cancellations');
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.tell_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), TG_TABLE_NAME);
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.tell_members()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'members');
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.tell_removed_grant()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.model = 'Grant' THEN
    PERFORM pg_notify((SELECT channel FROM plexica.platform), 'sessions');
  END IF;
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica.tell_workspaces()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify((SELECT channel FROM plexica.platform), 'workspaces');
  RETURN NULL;
END $function$
;

CREATE OR REPLACE FUNCTION plexica_host.object_count()
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
WITH me AS (SELECT oid FROM pg_roles WHERE rolname = session_user),
     own AS (SELECT oid FROM pg_class WHERE relowner = (TABLE me))
SELECT ((SELECT count(*) FROM own)
  + (SELECT count(*) FROM pg_type WHERE typowner = (TABLE me))
  + (SELECT count(*) FROM pg_constraint k LEFT JOIN pg_type y ON y.oid = k.contypid
      WHERE k.conrelid IN (TABLE own) OR y.typowner = (TABLE me))
  + (SELECT count(*) FROM pg_attrdef WHERE adrelid IN (TABLE own))
  + (SELECT count(*) FROM pg_rewrite WHERE ev_class IN (TABLE own))
  + (SELECT count(*) FROM pg_trigger WHERE tgrelid IN (TABLE own)))::integer
$function$
;

CREATE OR REPLACE FUNCTION plexica_host.relations()
 RETURNS TABLE(name text, kind text, workspace_id text, separated boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
SELECT c.relname::text,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
       format_type(a.atttypid, NULL), c.relrowsecurity
  FROM pg_class c
  JOIN pg_roles o ON o.oid = c.relowner AND o.rolname = session_user
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
 WHERE c.relkind IN ('r', 'p', 'v', 'm')
 ORDER BY c.oid
$function$
;

CREATE OR REPLACE FUNCTION plexica_host.schema_problems()
 RETURNS TABLE(place text, reason text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
WITH RECURSIVE roles AS (
  SELECT oid, rolname = session_user AS owns FROM pg_roles
   WHERE rolname IN (session_user, regexp_replace(session_user, '_o$', '_r'))
), schema AS (
  SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspowner = (SELECT oid FROM roles WHERE owns)
), relations AS (
  SELECT oid, relname, relacl FROM pg_class WHERE relnamespace IN (SELECT oid FROM schema)
), rights AS (
  SELECT 'the schema' AS place, nspacl AS acl FROM schema
  UNION ALL
  SELECT relname, relacl FROM relations
  UNION ALL
  SELECT relname, attacl FROM pg_attribute JOIN relations ON relations.oid = attrelid
  UNION ALL
  SELECT typname, typacl FROM pg_type WHERE typnamespace IN (SELECT oid FROM schema)
), own AS (
  SELECT k.*, t.relname AS child, p.relname AS parent, p.relnamespace <> t.relnamespace AS core
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
   WHERE k.contype = 'f' AND t.relnamespace IN (SELECT oid FROM schema)
), leaving AS (
  SELECT conrelid AS relation FROM own WHERE core AND confdeltype = 'c'
  UNION
  SELECT own.conrelid FROM own JOIN leaving ON own.confrelid = leaving.relation WHERE own.confdeltype = 'c'
), concerned AS (
  SELECT * FROM own WHERE core OR confrelid IN (SELECT relation FROM leaving)
), emptied AS (
  SELECT conname, child, parent, conrelid AS relation, unnest(coalesce(confdelsetcols, conkey)) AS number
    FROM concerned WHERE confdeltype = 'n'
), bound AS (
  SELECT e.*, a.attname, a.attnotnull, y.typtype, d.classid, d.objid, d.objsubid, d.refobjsubid
    FROM emptied e
    JOIN pg_attribute a ON a.attrelid = e.relation AND a.attnum = e.number
    JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = e.relation
      AND d.refobjsubid IN (e.number, 0)
)
SELECT pg_describe_object(classid, objid, 0), 'a plugin has only tables, views, indexes, sequences and types'
  FROM pg_shdepend
 WHERE dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   AND refclassid = 'pg_authid'::regclass AND refobjid IN (SELECT oid FROM roles) AND deptype = 'o'
   AND classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_namespace'::regclass)
UNION ALL
SELECT relname, format('the rule %I is not allowed', rulename)
  FROM pg_rewrite JOIN relations ON relations.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL
SELECT place, 'a plugin cannot grant rights to others'
  FROM rights, aclexplode(acl) LEFT JOIN pg_roles r ON r.oid = grantee
 WHERE grantee = 0 OR (rolname ~ '^plx_.*_[or]$' AND grantee NOT IN (SELECT oid FROM roles))
UNION ALL
SELECT child, format(
    'the foreign key %I to %I needs ON DELETE CASCADE or ON DELETE SET NULL, for a row of %2$I can go with a member or a workspace',
    conname, parent)
  FROM concerned WHERE confdeltype NOT IN ('c', 'n')
UNION ALL
SELECT child, format('the foreign key %I to %I cannot be deferrable', conname, parent)
  FROM own WHERE core AND condeferrable
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL and cannot be NOT NULL or of a domain', attname)
  FROM bound WHERE attnotnull OR typtype = 'd'
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL, so the constraint %I cannot depend on it', attname, k.conname)
  FROM bound JOIN pg_constraint k ON classid = 'pg_constraint'::regclass AND k.oid = objid
 WHERE k.contype = 'c' OR (k.contype = 'x' AND refobjsubid > 0)
    OR (k.contype = 'f' AND k.confrelid = relation AND number = ANY (k.confkey))
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL and cannot be part of the generated column %I', bound.attname, g.attname)
  FROM bound
  LEFT JOIN pg_attrdef f ON classid = 'pg_attrdef'::regclass AND f.oid = objid
  JOIN pg_attribute g ON g.attrelid = relation AND g.attgenerated <> ''
   AND g.attnum = CASE classid WHEN 'pg_class'::regclass THEN objsubid ELSE f.adnum END
 WHERE refobjsubid > 0 AND (f.oid IS NOT NULL OR objid = relation)
UNION ALL
SELECT child, format('%I has ON DELETE SET NULL, so the index %I can neither compute with it nor hold NULL once', attname,
    x.relname)
  FROM bound JOIN pg_index i ON i.indrelid = relation JOIN pg_class x ON x.oid = i.indexrelid
 WHERE (i.indnullsnotdistinct AND number = ANY (i.indkey))
    OR ((i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND classid = 'pg_class'::regclass AND objid = i.indexrelid)
LIMIT 1
$function$
;

CREATE OR REPLACE FUNCTION plexica_host.switch_version(operation uuid, next_step integer, to_version text, new_config json, migrations jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'plexica', 'pg_temp'
AS $function$
DECLARE
  mine integer;
BEGIN
  SELECT i.number INTO mine FROM plexica.installations i, plexica.platform p
   WHERE session_user = 'plx_' || right(replace(p.id::text, '-', ''), 8) || '_' || i.number || '_o';
  IF mine IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the owner of an installation may switch its version';
  END IF;
  PERFORM plexica.switch_version(mine, operation, next_step, to_version, new_config, migrations);
END $function$
;

CREATE OR REPLACE FUNCTION plexica_host.workspace()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
SELECT nullif(current_setting('plexica.workspace', true), '')::uuid
$function$
;

CREATE TRIGGER tell_change AFTER DELETE OR UPDATE ON plexica.clients FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER offer_roles AFTER INSERT OR DELETE OR UPDATE OF version ON plexica.installations FOR EACH ROW EXECUTE FUNCTION offer_roles();

CREATE TRIGGER tell_change AFTER DELETE OR UPDATE ON plexica.installations FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_change AFTER INSERT ON plexica.mails FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_members AFTER INSERT OR DELETE OR UPDATE ON plexica_people.member_roles FOR EACH STATEMENT EXECUTE FUNCTION tell_members();

CREATE TRIGGER tell_members AFTER INSERT OR DELETE OR UPDATE OF email, name, subject, state ON plexica_people.members FOR EACH STATEMENT EXECUTE FUNCTION tell_members();

CREATE TRIGGER tell_removed_grant AFTER DELETE ON plexica.oidc_records FOR EACH ROW EXECUTE FUNCTION tell_removed_grant();

CREATE TRIGGER tell_cancellation AFTER UPDATE OF cancelled_by ON plexica.operations FOR EACH STATEMENT EXECUTE FUNCTION tell_cancellation();

CREATE TRIGGER tell_change AFTER UPDATE ON plexica.operations FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_change AFTER UPDATE OF trusted_by ON plexica.plugins FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_change AFTER INSERT OR DELETE OR UPDATE ON plexica.realm_keys FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_members AFTER INSERT OR DELETE OR UPDATE ON plexica_people.roles FOR EACH STATEMENT EXECUTE FUNCTION tell_members();

CREATE TRIGGER tell_change AFTER DELETE OR UPDATE ON plexica.tenants FOR EACH STATEMENT EXECUTE FUNCTION tell_change();

CREATE TRIGGER tell_change AFTER DELETE OR UPDATE OF name, hash, scope, permissions, expires_at, revoked_at ON plexica.tokens FOR EACH STATEMENT EXECUTE FUNCTION tell_change();
