import type { InstallationsPlatform } from '../installations/platform.ts';
import type { WorkspacesPlatform } from '../workspaces/platform.ts';
import type { TokenTables } from './model.ts';

/** The parts of the server that tokens use. Installations provide the permissions of plugins. */
export type TokensPlatform = InstallationsPlatform &
  Pick<WorkspacesPlatform, 'memberships'> & { readonly tables: TokenTables };
