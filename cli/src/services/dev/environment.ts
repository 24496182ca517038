/** Settings of a server that say where its data lies, or what it is sealed with. */
const ELSEWHERE = new Set([
  'DATABASE_URL',
  'PLEXICA_DATABASE_DIRECT_URL',
  'PLEXICA_BLOBS',
  'PLEXICA_DATA',
  'PLEXICA_SECRET',
]);

/**
 * The environment for a server whose data is to lie in the project alone. Whoever develops a plugin often has the
 * variables of an application around, whose database, blobs and secret are none of its business.
 */
export function developersEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ELSEWHERE.has(name)));
}
