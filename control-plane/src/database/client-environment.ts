/**
 * Removes environment variables of the PostgreSQL client. They are meant for another database: the embedded one has no
 * TLS and other users. With DATABASE_URL they may be intended and are kept.
 *
 * @param environment `process.env`, before the client is loaded
 */
export function removeClientSettings(environment: NodeJS.ProcessEnv, embedded: boolean): void {
  // There is no native client here.
  delete environment['NODE_PG_FORCE_NATIVE'];
  if (!embedded) return;
  for (const name of Object.keys(environment)) if (/^PG[A-Z]+$/.test(name)) delete environment[name];
}
