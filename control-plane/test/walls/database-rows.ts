import type { DatabaseRow } from './database-rows/row.ts';
import { COST_IN_MIGRATIONS, COST_IN_REQUESTS } from './database-rows/cost.ts';
import { MIGRATIONS } from './database-rows/migrations.ts';
import { NAMES_IN_MIGRATIONS, NAMES_IN_REQUESTS } from './database-rows/names.ts';
import { LIFECYCLES, REQUESTS } from './database-rows/requests.ts';

export type { DatabaseRow };

/** What takes more than one statement. */
export const SCENARIOS = {
  heldOpen: { name: 'a transaction held open, idle', stoppedBy: 'limits', limit: 'ended after 10 s' },
  longTransaction: { name: 'a transaction held open, busy', stoppedBy: 'limits', limit: 'ended after 60 s' },
  exhaustion: {
    name: 'all connections for itself',
    stoppedBy: 'limits',
    limit: 'four per replica, 32 altogether, and no more',
  },
  callerGone: {
    name: 'a statement whose caller has gone',
    stoppedBy: 'limits',
    limit: 'ended within seconds',
  },
  lockedUpdate: {
    name: 'locks on its own tables during an update',
    stoppedBy: 'limits',
    limit: 'each try of the update given up after 5 s, with nothing changed',
  },
  blockedDelete: {
    name: 'rows that keep a member or a workspace from being deleted',
    stoppedBy: 'tables',
    limit: 'both deleted all the same',
  },
  ownSettings: {
    name: 'settings and password of its own role, changed',
    stoppedBy: 'limits',
    limit: 'restored when it is activated or updated',
  },
  othersOperation: {
    name: "a step of another tenant's operation, called done",
    stoppedBy: 'roles',
    limit: 'refused',
  },
  notified: { name: 'notifications that the platform does not know', stoppedBy: 'limits', limit: 'ignored' },
  byActivity: {
    name: `a row as application_name, which another tenant's plugin looks for past the parser`,
    stoppedBy: 'roles',
    limit: 'no statement finds it',
  },
  byLocks: {
    name: `a row as an advisory lock, which another tenant's plugin looks for past the parser`,
    stoppedBy: 'roles',
    limit: 'no lock is taken or found',
  },
  bySettings: {
    name: `a row as a setting of its own role, which another tenant's plugin looks for past the parser`,
    stoppedBy: 'roles',
    limit: 'no statement finds it',
  },
  byNotifications: {
    name: `a row as a notification to another tenant's plugin, with no parser`,
    stoppedBy: 'limits',
    limit: 'it reaches no plugin',
  },
} as const;

/** Every row is run against a real server; the security page is made from the same rows. */
export const DATABASE_ROWS: readonly DatabaseRow[] = [
  ...[...REQUESTS, ...NAMES_IN_REQUESTS, ...COST_IN_REQUESTS].map((row) => ({
    ...row,
    by: 'request' as const,
  })),
  ...LIFECYCLES.map((row) => ({ ...row, by: 'lifecycle' as const })),
  ...[...MIGRATIONS, ...NAMES_IN_MIGRATIONS, ...COST_IN_MIGRATIONS].map((row) => ({
    ...row,
    by: 'migration' as const,
  })),
];
