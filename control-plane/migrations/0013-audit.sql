-- Breaks running servers: no. They write no lines to the audit log.
-- One row for each chain of the audit log, named by the id of a tenant or `platform`. The lines are in plexica_audit.lines,
-- which the superuser creates.
CREATE TABLE plexica.audit_chains (
  chain text PRIMARY KEY,
  -- Encrypts personal values, and is itself encrypted. Null once the tenant has been erased.
  key bytea,
  -- The last line, and a signature over both.
  count bigint NOT NULL DEFAULT 0,
  head bytea NOT NULL DEFAULT '\x',
  signature bytea NOT NULL
);
