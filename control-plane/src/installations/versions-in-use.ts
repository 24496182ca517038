import type { Transaction } from 'sequelize';
import type { InstallInput } from './install.ts';
import type { InstallationsPlatform } from './platform.ts';
import type { UpdateInput } from './update.ts';
import type { VersionChange } from './version-change.ts';

/** The versions of a plugin that are installed, or that an operation is about to install. */
export async function versionsInUse(
  { tables, operations }: Pick<InstallationsPlatform, 'tables' | 'operations'>,
  plugin: string,
  transaction: Transaction,
): Promise<string[]> {
  // First what is coming: an operation that ends in between is seen there, and what it has installed afterwards.
  const installs = await operations.unfinishedInputs<InstallInput>(['install'], transaction);
  const updates = await operations.unfinishedInputs<UpdateInput>(['update'], transaction);
  const rows = await tables.installations.findAll({
    attributes: ['version'],
    where: { plugin },
    transaction,
  });
  const coming: VersionChange[] = [
    ...installs.flatMap(({ plugins }) => plugins),
    ...updates.flatMap(({ added, change }) => [...added, change]),
  ];
  return [
    ...rows.flatMap(({ version }) => (version === null ? [] : [version])),
    ...coming.filter((change) => change.plugin === plugin).map(({ version }) => version),
  ];
}
