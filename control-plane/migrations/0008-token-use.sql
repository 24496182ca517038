-- Breaks running servers: no. They leave the new column as it is.
ALTER TABLE plexica.tokens ADD COLUMN last_used_at timestamptz;

-- Being used is no change that anybody has to hear of: caches of tokens would be emptied for it.
DROP TRIGGER tell_change ON plexica.tokens;
CREATE TRIGGER tell_change AFTER UPDATE OF name, hash, scope, permissions, expires_at, revoked_at OR DELETE
  ON plexica.tokens FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();
