/** What is killed, each at every step. */
export const KILLED = { server: 'the server', postgres: 'PostgreSQL' } as const;

export type Killed = keyof typeof KILLED;

/** Steps of each kind of operation, by the names that the operation gives them; the kill comes as one is recorded. */
export const STEPS = {
  'creating a tenant': ['create the schema', 'create the realm', 'activate the tenant'],
  installing: [
    'schema of notes',
    'notes',
    'schema of with-needs',
    'with-needs',
    'activate notes',
    'activate with-needs',
  ],
  updating: ['update notes', 'the end'],
  'updating with reset': ['drop the data of notes', 'update notes', 'activate notes'],
  configuring: ['store the configuration', 'restart the plugin'],
  deactivating: ['deactivate notes'],
  activating: ['activate notes', 'mark notes as active'],
  uninstalling: ['stop notes', 'erase the data'],
  'deleting a tenant': [
    'erase the realm',
    'delete its clients',
    'stop its plugins',
    'erase notes',
    'revoke its tokens',
    'destroy the key of its audit log',
    'erase the tenant',
  ],
} as const;

export type Change = keyof typeof STEPS;

/** Operations whose last step fails, and the steps in the order in which they are undone. */
export const UNDONE = {
  'creating a tenant': ['create the schema', 'the end'],
  installing: ['with-failure', 'schema of with-failure', 'notes', 'schema of notes', 'the end'],
  'updating with reset': [
    'update notes',
    'drop the data of notes',
    'with-nothing',
    'schema of with-nothing',
    'the end',
  ],
} as const;

export type Undoing = keyof typeof UNDONE;

/** Moments of a publish at which the server is killed, and what there is after the next start. */
export const PUBLISH_MOMENTS = {
  arriving: 'while its bytes arrive: nothing of it is left',
  stored: 'when its bytes are stored and no row is: nothing of it is left',
  written: 'when its rows are written and not committed: nothing of it is left',
  committed: 'when all is committed: the version is there',
} as const;
