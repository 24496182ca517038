/** Steps of each kind of operation, by the names that the operation gives them; the server is killed at each. */
export const STEPS = {
  'creating a tenant': ['make the schema'],
  installing: [
    'schema of notes',
    'notes',
    'schema of with-needs',
    'with-needs',
    'activate notes',
    'activate with-needs',
  ],
  updating: ['update notes', 'the end'],
  uninstalling: ['say goodbye', 'erase the data'],
  'deleting a tenant': ['stop its plugins', 'erase notes', 'erase the tenant'],
} as const;

export type Change = keyof typeof STEPS;

/** Moments of a publish at which the server is killed, and what there is after the next start. */
export const PUBLISH_MOMENTS = {
  arriving: 'while its octets arrive: nothing of it is left',
  stored: 'when its octets are stored and no row is: nothing of it is left',
  written: 'when its rows are written and not committed: nothing of it is left',
  committed: 'when all is committed: the version is there',
} as const;
