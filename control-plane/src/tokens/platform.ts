import type { InstallationsPlatform } from '../installations/platform.ts';
import type { TokenTables } from './model.ts';

/** What tokens use of the running server: plugins tell which permissions there are. */
export type TokensPlatform = InstallationsPlatform & { readonly tables: TokenTables };
