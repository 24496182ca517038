import type { ErrorPage } from './error-page.ts';

export const tenantErrors = {
  tenant_not_found: {
    status: 404,
    exit: 5,
    title: 'Tenant not found',
    cause: 'No tenant has this slug, or the tenant was deleted.',
    fix: 'List the tenants with `plexica tenants list`, or create one with `plexica tenants create <slug>`.',
  },
  tenant_exists: {
    status: 409,
    exit: 6,
    title: 'The tenant already exists',
    cause: 'Slugs are unique on a platform. A tenant that is being deleted still uses its slug.',
    fix: 'Choose another slug.',
  },
  tenant_not_ready: {
    status: 409,
    exit: 6,
    title: 'The tenant is being created or deleted',
    cause: 'An operation on the tenant has not finished.',
    fix: 'Check the progress with `plexica tenants show <slug>` and try again when the operation has finished.',
  },
  operation_not_found: {
    status: 404,
    exit: 5,
    title: 'Operation not found',
    cause: 'No operation has this id, or it ended long ago and was removed.',
    fix: 'List the operations with `plexica operations list`, or use the id from the Location header of the response that started it.',
  },
  operation_in_progress: {
    status: 409,
    exit: 6,
    title: 'Another operation is in progress',
    cause: 'Only one operation can change the plugins of a tenant at a time.',
    fix: 'Wait for the operation named in the message, then try again. The flag --wait does both.',
  },
  operation_cancelled: {
    status: 409,
    exit: 6,
    title: 'The operation was cancelled',
    cause: 'The operation was cancelled while it could still be reversed. Everything was rolled back.',
    fix: 'Start the operation again. The message names who cancelled it.',
  },
  operation_timed_out: {
    status: 504,
    exit: 7,
    title: 'The operation took too long',
    cause:
      'Every operation has a deadline. When it passes, everything that can still be reversed is rolled back.',
    fix: 'See which step was slow with `plexica operations show <id>`. The log of the server has details.',
  },
  operation_not_cancellable: {
    status: 409,
    exit: 6,
    title: 'The operation cannot be cancelled',
    cause: 'The operation has ended, or has passed its last reversible step.',
    fix: 'Wait for it to end with `plexica operations wait <id>`, then reverse its changes with another command.',
  },
  blocked_by_session: {
    status: 503,
    exit: 7,
    title: 'A database session blocks the change',
    cause:
      'A PostgreSQL session holds locks that the change needs. It can belong to a request or migration of a plugin, or to ' +
      'another client of the database. Some statements of plugins run for minutes and cannot be interrupted.',
    fix: 'Plexica retries automatically. A database administrator can find the process named in the message in pg_stat_activity, and end it with pg_terminate_backend.',
  },
} as const satisfies Record<string, ErrorPage>;
