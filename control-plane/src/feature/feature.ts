import type { Registry } from 'prom-client';
import type { Route } from '../http/route.ts';
import type { TenantResource } from './tenant-resource.ts';

/**
 * What one folder adds to the control plane. `features.ts` lists them all, and nothing else of the server names one.
 *
 * @typeParam Platform the part of the running server that it uses
 */
export interface Feature<Platform> {
  readonly routes?: readonly Route<Platform>[];
  /** Defines its kinds of operations, before unfinished ones are resumed. */
  operations?(platform: Platform): void;
  /** Its data of each tenant. */
  ofTenants?(platform: Platform): TenantResource;
  /** Adds its metrics. */
  metrics?(register: Registry, platform: Platform): void;
  /**
   * Prepares the feature before the server accepts requests.
   *
   * @returns a function that stops it with the server
   */
  start?(platform: Platform): Promise<void | (() => Promise<void>)>;
  /** Removes data that is no longer needed. Runs every ten minutes on each replica. */
  housekeeping?(platform: Platform): Promise<void>;
}
