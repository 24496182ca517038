import { spawnSync } from 'node:child_process';
import { bundledNode } from '@plexica/sdk/server';
import { controlPlaneFolder } from './control-plane.ts';

/**
 * Removes NODE_OPTIONS from the environment if the control plane's own Node refuses them, because every process
 * started with it would exit immediately. Node's options differ between versions.
 *
 * @returns a note for the user with Node's reason; `undefined` if nothing was removed
 */
export function dropUnknownNodeOptions(environment: NodeJS.ProcessEnv): string | undefined {
  const { NODE_OPTIONS } = environment;
  if (!NODE_OPTIONS) return undefined;
  const node = bundledNode(controlPlaneFolder());
  if (node === undefined || node === process.execPath) return undefined;
  const { status, stderr } = spawnSync(node, ['--version'], { env: environment, encoding: 'utf8' });
  if (status === 0) return undefined;
  delete environment.NODE_OPTIONS;
  const reason = stderr
    .trim()
    .split('\n')[0]
    ?.replace(/^\S*node\S*: /, '');
  return `Ignoring NODE_OPTIONS: ${reason} by the Node that is installed with plexica.`;
}
