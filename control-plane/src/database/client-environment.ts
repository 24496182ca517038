/**
 * Takes away what the PostgreSQL client would read from the environment: settings there are meant for some other database,
 * and the embedded one has neither TLS nor their user. With a DATABASE_URL they may be meant for it and stay.
 *
 * @param environment `process.env`, before the client is loaded
 */
export function removeClientSettings(environment: NodeJS.ProcessEnv, embedded: boolean): void {
  // There is no native client here.
  delete environment['NODE_PG_FORCE_NATIVE'];
  if (!embedded) return;
  for (const name of Object.keys(environment)) if (/^PG[A-Z]+$/.test(name)) delete environment[name];
}
