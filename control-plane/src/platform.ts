import type { AuditPlatform } from './audit/platform.ts';
import type { HealthPlatform } from './health/platform.ts';
import type { IdentityPlatform } from './identity/platform.ts';
import type { RolesPlatform } from './members/roles/platform.ts';
import type { MailPlatform } from './mail/platform.ts';
import type { PluginHostPlatform } from './plugin-host/platform.ts';
import type { WorkspacesPlatform } from './workspaces/platform.ts';
import type { TokensPlatform } from './tokens/platform.ts';

/** A running control plane: all that its features use of it. `start.ts` makes it once. */
export type Platform = TokensPlatform &
  AuditPlatform &
  HealthPlatform &
  PluginHostPlatform &
  IdentityPlatform &
  RolesPlatform &
  WorkspacesPlatform &
  MailPlatform;
