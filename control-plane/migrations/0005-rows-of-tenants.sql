-- Breaks running servers: no.
-- Each table is a type too, for its rows, and everybody may use a new type. A plugin that had a column of one kept the
-- platform from changing the table. New tenants come without that right.
DO $$
DECLARE
  schema_name text;
BEGIN
  FOR schema_name IN
    SELECT nspname FROM pg_namespace JOIN plexica.tenants ON nspname = 'tenant_' || replace(slug, '-', '_')
  LOOP
    EXECUTE format(
      'REVOKE USAGE ON TYPE %1$I.members, %1$I.roles, %1$I.member_roles, %1$I.workspaces FROM PUBLIC', schema_name);
  END LOOP;
END $$;
