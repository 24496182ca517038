import type { Transaction } from 'sequelize';
import type { Platform } from '../platform.ts';
import { dropSchema, type Place } from './schema.ts';

/** Ends the installation's process and its connections. */
export async function stopInstallation({ host, changes }: Platform, number: number): Promise<void> {
  changes.tell('installations');
  await host.retire(number);
}

/** Takes away the installation's schema, roles, logs, record of migrations and row. */
export async function eraseInstallation(
  platform: Pick<Platform, 'database' | 'tables'>,
  { number }: Place,
  transaction: Transaction | null,
): Promise<void> {
  await dropSchema(platform, number, transaction);
  await platform.tables.installations.destroy({ where: { number }, transaction });
}
