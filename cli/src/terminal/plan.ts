import type { InstallationPlan } from '@plexica/sdk/client';
import { renderBrings } from './brings.ts';
import { paint } from './style.ts';
import { visible } from './visible.ts';

/**
 * Describes a planned installation before it is confirmed: name, version, publisher and integrity of each plugin,
 * the access it requests and what it adds. The requested plugin comes first.
 */
export function renderPlan({ plugins }: InstallationPlan, tenant: string): string {
  const [target, ...others] = plugins.toReversed();
  if (target === undefined) return '';
  return [target, ...others.toReversed()]
    .flatMap((one) => {
      const change = one.from === undefined ? one.version : `${one.from} → ${one.version}`;
      const comes = one === target ? '' : ' (dependency)';
      return [
        `${paint('bold', visible(`${one.plugin} ${change}`), process.stderr)} ${visible(`in ${tenant}, published by ${one.publishedBy}${comes}`)}`,
        paint('dim', `  ${visible(one.integrity)}`, process.stderr),
        ...renderBrings(one.plugin, one, { also: one.from !== undefined }),
        ...(one.access.length === 0
          ? [`  It requests no ${one.from === undefined ? '' : 'more '}access beyond its own data.`]
          : []),
      ];
    })
    .join('\n');
}
