import './metadata.ts';

export { PlexicaPlugin, WorkspaceAwarePlugin } from './plugin.ts';
export { Route, Permission, Authenticated, Public, WorkspaceRole } from './decorators.ts';
export type { HttpMethod, WorkspaceRoleName } from './decorators.ts';
export { HttpError } from './http-error.ts';
export type { HttpErrorOptions } from './http-error.ts';
export type {
  Context,
  Database,
  DatabaseError,
  FetchError,
  LifecycleContext,
  Log,
  Member,
  Members,
  PluginRequest,
  SqlValue,
  User,
  Workspace,
  WorkspaceContext,
} from './context.ts';
