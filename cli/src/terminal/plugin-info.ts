import type { PluginInfo } from '../results/plugins.ts';
import { renderBrings } from './brings.ts';
import { columns, paint, wrap } from './style.ts';
import { fields } from './table.ts';
import { visible, visibleLines } from './visible.ts';

/** A published plugin: its description, what it adds to a tenant and its routes. */
export function renderPluginInfo(info: PluginInfo): string {
  const list = (values: Record<string, string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key} (${value})`)
      .join(', ');
  const longest = Math.max(...info.routes.map(({ path }) => path.length));
  const complete = (key: string): string => `${info.id}.${key}`;
  const permissions = Object.fromEntries(
    Object.entries(info.permissions).map(([key, meaning]) => [complete(key), meaning]),
  );
  const roles = Object.fromEntries(
    Object.entries(info.roles).map(([role, patterns]) => [role, patterns.map(complete)]),
  );
  const brings = renderBrings(info.id, { ...info, permissions, roles });
  const room = Math.min(columns(), 100) - 14;
  return [
    paint('bold', visible(`${info.displayName} ${info.version}`)),
    ...(info.description === '' ? [] : [wrap(visibleLines(info.description), room)]),
    '',
    fields([
      ['id', info.id],
      ['owner', info.owner],
      ['license', info.license],
      ['versions', info.versions.slice(0, 10).join(', ')],
      ['tags', list(info.distTags)],
      ['depends on', list(info.dependencies)],
    ]),
    ...(brings.length === 0 ? [] : ['', paint('dim', 'in a tenant'), ...brings]),
    ...(info.routes.length === 0 ? [] : ['', paint('dim', 'routes')]),
    ...info.routes.map(({ method, path, access }) => {
      const whom = visible(typeof access === 'string' ? access : `${info.id}.${access.permission}`);
      return `  ${visible(`${method.padEnd(6)} ${path.padEnd(longest)}`)}  ${paint('dim', whom)}`;
    }),
  ].join('\n');
}
