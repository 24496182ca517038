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
  /** What it keeps of each tenant. */
  ofTenants?(platform: Platform): TenantResource;
  /** Adds its metrics. */
  metrics?(register: Registry, platform: Platform): void;
  /**
   * Prepares what it needs, before the server takes requests.
   *
   * @returns what ends it when the server stops
   */
  start?(platform: Platform): Promise<void | (() => Promise<void>)>;
  /** Removes what has no further use. It runs every ten minutes, on each replica. */
  housekeeping?(platform: Platform): Promise<void>;
}
