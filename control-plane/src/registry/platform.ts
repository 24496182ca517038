import type { Transaction } from 'sequelize';
import type { HttpPlatform } from '../http/platform.ts';
import type { RegistryTables } from './model.ts';
import type { PackageStore } from './package-store.ts';

/** The parts of the server that the registry uses. */
export interface RegistryPlatform extends HttpPlatform {
  /** Folder of the bundles, which the users of plugin processes can enter. */
  readonly shared: string;
  readonly tables: RegistryTables;
  readonly packages: PackageStore;
  /** The versions of a plugin that are installed, or that an operation is about to install. */
  versionsInUse(plugin: string, transaction: Transaction): Promise<string[]>;
  /** Ends the processes on this server of a plugin that is no longer trusted and cannot run untrusted. */
  distrusted(plugin: string): Promise<void>;
}
