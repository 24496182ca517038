import type { Registry } from 'prom-client';
import type { HttpPlatform } from '../http/platform.ts';
import type { Walls } from '../plugin-host/sandbox/walls.ts';

/** What health and metrics use of the running server. */
export interface HealthPlatform extends HttpPlatform {
  readonly walls: Walls;
  /** One sentence for an operator: what limits memory, processes and processor time of plugins. */
  readonly limits: string;
  readonly metrics: Registry;
}
