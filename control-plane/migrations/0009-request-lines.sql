-- Breaks running servers: no. Their lines have no request.
-- What the gateway tells of a request: method, path, status, ms.
ALTER TABLE plexica.plugin_logs ADD COLUMN request jsonb;
