import type { InstallationsPlatform } from '../installations/platform.ts';

/** What the gateway uses of the running server. */
export type GatewayPlatform = Pick<
  InstallationsPlatform,
  'access' | 'changes' | 'installations' | 'host' | 'logs'
>;
