/** Settings that select where a server's data is, or how it is encrypted. */
const ELSEWHERE = new Set([
  'DATABASE_URL',
  'PLEXICA_DATABASE_DIRECT_URL',
  'PLEXICA_BLOBS',
  'PLEXICA_DATA',
  'PLEXICA_SECRET',
]);

/**
 * The environment for a server whose data is only in the project. A developer's shell often has the variables of an
 * application, whose database, blobs and secret must not be used.
 */
export function developersEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ELSEWHERE.has(name)));
}
