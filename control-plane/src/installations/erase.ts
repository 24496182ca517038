import type { Transaction } from 'sequelize';
import type { Work } from '../operations/step.ts';
import type { InstallationsPlatform } from './platform.ts';
import { dropSchema, type Place } from './schema.ts';

/** Ends the installation's process and its connections. */
export async function stopInstallation(
  { host, changes }: InstallationsPlatform,
  number: number,
): Promise<void> {
  changes.tell('installations');
  await host.retire(number);
}

/** Ends the processes of a plugin that is no longer trusted, if no kernel wall isolates it. */
export async function stopDistrusted(
  { tables, host, walls }: Pick<InstallationsPlatform, 'tables' | 'host' | 'walls'>,
  plugin: string,
): Promise<void> {
  if (walls.kernel) return;
  const installed = await tables.installations.findAll({ attributes: ['number'], where: { plugin } });
  await Promise.all(installed.map(({ number }) => host.retire(number)));
}

/**
 * Removes the schema, roles, logs, migration records and row of an installation.
 *
 * @throws PlexicaError `blocked_by_session`
 */
export async function eraseInstallation(
  platform: Pick<InstallationsPlatform, 'database' | 'tables'>,
  place: Place,
  transaction: Transaction | null,
): Promise<void> {
  await dropSchema(platform, place, transaction);
  await platform.tables.installations.destroy({ where: { number: place.number }, transaction });
}

/**
 * Marks installations that an operation will erase once no database session blocks it. Nothing uses them any more, and
 * the rest of the tenant can be changed meanwhile.
 *
 * @returns their numbers
 */
export async function markErased(
  { tables }: Pick<InstallationsPlatform, 'tables'>,
  places: readonly Place[],
  { operation, transaction }: Work,
): Promise<number[]> {
  const numbers = places.map(({ number }) => number);
  await tables.installations.update(
    {
      state: 'uninstalling',
      reason: `its data is waiting to be erased; see: plexica operations show ${operation}`,
      updatedAt: new Date(),
    },
    { where: { number: numbers }, transaction },
  );
  return numbers;
}
