import type { Feature } from '../feature/feature.ts';
import { workspaceMemberRoutes } from './member-routes.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { workspaceRoutes } from './routes.ts';
import { teamRoutes } from './team-routes.ts';

export const workspaces: Feature<WorkspacesPlatform> = {
  routes: [...workspaceRoutes, ...workspaceMemberRoutes, ...teamRoutes],
};
