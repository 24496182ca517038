import type { Registry } from 'prom-client';
import type { HttpPlatform } from '../http/platform.ts';
import type { Walls } from '../plugin-host/sandbox/walls.ts';

/** The parts of the server that health and metrics use. */
export interface HealthPlatform extends HttpPlatform {
  readonly walls: Walls;
  /** One sentence for operators: what limits memory, processes and CPU time of plugins. */
  readonly sandboxLimits: string;
  readonly metrics: Registry;
}
