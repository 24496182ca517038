-- Breaks running servers: no. They send no mail.

-- Mails that wait to be sent. Recipient, subject and content are sealed, because the links in them are secrets.
CREATE TABLE plexica.mails (
  id uuid PRIMARY KEY,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  -- While a replica sends it, when others may try again although that replica lives.
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  -- The replica that is sending it.
  replica integer,
  -- Of the last attempt.
  error text,
  failed_at timestamptz
);
CREATE INDEX ON plexica.mails (next_attempt_at) WHERE failed_at IS NULL;
CREATE TRIGGER tell_change AFTER INSERT ON plexica.mails
  FOR EACH STATEMENT EXECUTE FUNCTION plexica.tell_change();
