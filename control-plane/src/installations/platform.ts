import type { Connections } from '../plugin-host/capabilities/database/connections.ts';
import type { PluginHost } from '../plugin-host/plugin-host.ts';
import type { Walls } from '../plugin-host/sandbox/walls.ts';
import type { PluginLogsPlatform } from '../plugin-logs/platform.ts';
import type { RegistryPlatform } from '../registry/platform.ts';
import type { TenantsPlatform } from '../tenants/platform.ts';
import type { Installations } from './installations.ts';
import type { InstallationTables } from './model.ts';

interface OfInstallations {
  readonly tables: InstallationTables;
  readonly walls: Walls;
  readonly host: PluginHost;
  /** Database connections of the run-time roles of installations. */
  readonly connections: Connections;
  readonly installations: Installations;
}

/** The parts of the server that installations use. */
export type InstallationsPlatform = TenantsPlatform & RegistryPlatform & PluginLogsPlatform & OfInstallations;
