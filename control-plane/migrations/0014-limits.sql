-- Breaks running servers: no. They do not know these tables.
-- Requests that all servers have counted. A bucket whose time has passed has its whole quota. Losing the rows in a
-- crash of PostgreSQL gives callers one quota more, so they need no log.
CREATE UNLOGGED TABLE plexica.rate_limits (
  bucket text PRIMARY KEY,
  full_at timestamptz NOT NULL
);

-- Attempts that are counted one by one. The columns are those that rate-limiter-flexible expects.
CREATE UNLOGGED TABLE plexica.exact_limits (
  key text PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
