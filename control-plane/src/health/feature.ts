import { collectDefaultMetrics } from 'prom-client';
import type { Feature } from '../feature/feature.ts';
import type { HealthPlatform } from './platform.ts';
import { healthRoutes } from './routes.ts';

export const health: Feature<HealthPlatform> = {
  routes: healthRoutes,
  metrics: (register) => collectDefaultMetrics({ register }),
};
