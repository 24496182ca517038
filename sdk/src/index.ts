import './metadata.ts';

export { PlexicaPlugin } from './plugin.ts';
export { Route, Permission, Authenticated, Public } from './decorators.ts';
export type { HttpMethod } from './decorators.ts';
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
} from './context.ts';
