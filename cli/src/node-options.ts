import { spawnSync } from 'node:child_process';
import { bundledNode } from '@plexica/sdk/server';
import { controlPlaneFolder } from './control-plane.ts';

/**
 * Takes NODE_OPTIONS out of the environment where the Node that the control plane brings along refuses them, since
 * everything that is started with it would end at once: Node knows other options from version to version.
 *
 * @returns what to tell people, in Node's words; `undefined` where nothing was taken out
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
  return `NODE_OPTIONS is left out: ${reason} of the Node that plexica brings along.`;
}
