import { clients } from './clients/feature.ts';
import { audit } from './audit/feature.ts';
import type { Feature } from './feature/feature.ts';
import { health } from './health/feature.ts';
import { forgetAnswers } from './http/idempotency.ts';
import { installations } from './installations/feature.ts';
import { identity } from './identity/feature.ts';
import { members } from './members/feature.ts';
import { roles } from './members/roles/feature.ts';
import { mail } from './mail/feature.ts';
import { operationRoutes } from './operations/routes.ts';
import type { Platform } from './platform.ts';
import { pluginHost } from './plugin-host/feature.ts';
import { pluginLogs } from './plugin-logs/feature.ts';
import { registry } from './registry/feature.ts';
import { tenants } from './tenants/feature.ts';
import { workspaces } from './workspaces/feature.ts';
import { tokens } from './tokens/feature.ts';

/** All that the control plane consists of. What belongs to tenants is erased in this order. */
export const features: readonly Feature<Platform>[] = [
  tenants,
  identity,
  members,
  roles,
  workspaces,
  clients,
  registry,
  installations,
  tokens,
  audit,
  pluginLogs,
  mail,
  pluginHost,
  health,
  // Features are built on these, which so cannot be declared as one.
  { routes: operationRoutes, housekeeping: ({ operations }) => operations.forgetOld() },
  { housekeeping: forgetAnswers },
  { housekeeping: ({ limits }) => limits.forget() },
];
