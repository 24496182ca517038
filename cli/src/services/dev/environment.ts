/** Settings of a server that say how a developer reaches it and what it may do, and not where its data lies. */
const KEPT = new Set([
  'PLEXICA_PORT',
  'PLEXICA_HOST',
  'PLEXICA_PUBLIC_URL',
  'PLEXICA_TENANT_HOST',
  'PLEXICA_TRUSTED_PROXIES',
  'PLEXICA_DB_CONNECTIONS',
  'PLEXICA_SANDBOX',
  'PLEXICA_FETCH_PRIVATE',
]);

/**
 * The environment for a server whose data is to lie in the project alone. Whoever develops a plugin often has the
 * variables of an application around, whose database, blobs and secret are none of its business.
 */
export function developersEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => KEPT.has(name) || !/^(PLEXICA_|DATABASE_URL$)/.test(name)),
  );
}
