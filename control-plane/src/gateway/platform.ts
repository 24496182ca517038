import type { InstallationsPlatform } from '../installations/platform.ts';

/** The parts of the server that the gateway uses. */
export type GatewayPlatform = Pick<
  InstallationsPlatform,
  'access' | 'changes' | 'installations' | 'host' | 'limits' | 'logs'
>;
