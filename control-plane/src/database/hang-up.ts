import type pg from 'pg';

/**
 * Ends a connection without waiting for what it is doing: every query on it is rejected at once, whether or not
 * PostgreSQL takes note.
 */
export function hangUp(client: pg.ClientBase): void {
  (client as unknown as { connection: pg.Connection }).connection.stream.destroy();
}
