import type pg from 'pg';

/**
 * Closes a connection without waiting for running statements: their queries are rejected at once, whether or not
 * PostgreSQL notices.
 */
export function hangUp(client: pg.ClientBase): void {
  (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
}
