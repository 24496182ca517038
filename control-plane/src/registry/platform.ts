import type { Transaction } from 'sequelize';
import type { HttpPlatform } from '../http/platform.ts';
import type { RegistryTables } from './model.ts';
import type { PackageStore } from './package-store.ts';

/** What the registry uses of the running server. */
export interface RegistryPlatform extends HttpPlatform {
  /** Folder that the users of plugins can enter; bundles lie there. */
  readonly shared: string;
  readonly tables: RegistryTables;
  readonly packages: PackageStore;
  /** The versions of a plugin that are installed, or that an operation is about to install. */
  versionsInUse(plugin: string, transaction: Transaction): Promise<string[]>;
  /** Ends what runs on this server of a plugin whose code is no longer trusted, and may not run untrusted. */
  distrusted(plugin: string): Promise<void>;
}
