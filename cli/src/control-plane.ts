import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of the control plane's package. It is never imported, only spawned. */
export function controlPlaneFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@plexica/control-plane/package.json'));
}
