import type { ErrorPage } from './error-page.ts';

export const tenantErrors = {
  tenant_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such tenant',
    cause: 'No tenant has this slug, or it has been deleted.',
    fix: 'List them with `plexica tenants list`, or make it with `plexica tenants create <slug>`.',
  },
  tenant_exists: {
    status: 409,
    exit: 6,
    title: 'The tenant exists already',
    cause: 'Slugs are unique in a platform, those of tenants that are being deleted included.',
    fix: 'Choose another slug.',
  },
  tenant_not_ready: {
    status: 409,
    exit: 6,
    title: 'The tenant is being created or deleted',
    cause: 'An operation on the tenant has not finished.',
    fix: 'Watch it with `plexica tenants show <slug>` and try again when it has.',
  },
  operation_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such operation',
    cause: 'No operation has this id, or it ended long ago and was removed.',
    fix: 'List them with `plexica operations list`, or use the id from the Location header of the answer that began it.',
  },
  operation_in_progress: {
    status: 409,
    exit: 6,
    title: 'Another change is under way',
    cause: 'Changes of the plugins of one tenant run one after the other.',
    fix: 'Wait for the operation that the message names, then try again; --wait does both.',
  },
  operation_cancelled: {
    status: 409,
    exit: 6,
    title: 'The operation was cancelled',
    cause: 'Somebody cancelled it before its point of no return. Everything that it had done is undone.',
    fix: 'Ask whoever the message names, or begin it again.',
  },
  operation_timed_out: {
    status: 504,
    exit: 7,
    title: 'The operation took too long',
    cause: 'Every operation has a deadline. When it passes, what can still be undone is undone.',
    fix: 'See which step took so long with `plexica operations show <id>`; the log of the server says more.',
  },
  operation_not_cancellable: {
    status: 409,
    exit: 6,
    title: 'The operation cannot be cancelled',
    cause: 'It has ended, or has passed the point from which its steps only go forward.',
    fix: 'Wait for its end with `plexica operations wait <id>`, and take back what it did with another command.',
  },
  blocked_by_session: {
    status: 503,
    exit: 7,
    title: 'A database session is in the way',
    cause:
      'A session of PostgreSQL holds locks that a change needs: a request or a migration of a plugin, or somebody ' +
      'else. Some statements of plugins run for minutes and let nobody interrupt them.',
    fix: 'Plexica tries again by itself. An administrator of the database can look at the process that the message names in pg_stat_activity, and end it with pg_terminate_backend.',
  },
} as const satisfies Record<string, ErrorPage>;
