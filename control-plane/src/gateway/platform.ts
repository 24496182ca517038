import type { InstallationsPlatform } from '../installations/platform.ts';
import type { WorkspacesPlatform } from '../workspaces/platform.ts';

/** The parts of the server that the gateway uses. */
export type GatewayPlatform = Pick<
  InstallationsPlatform,
  'access' | 'changes' | 'installations' | 'host' | 'limits' | 'logs'
> &
  Pick<WorkspacesPlatform, 'memberships'>;
