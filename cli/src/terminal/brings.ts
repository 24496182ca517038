import type { AccessItem } from '@plexica/sdk/errors';
import type { Brings } from '../results/brings.ts';
import type { PlannedInstallation } from '../results/installations.ts';
import { columns, wrap } from './style.ts';
import { visible } from './visible.ts';

/** Lists below a change what the new version adds to the tenant. */
export function renderBroughtBy(changes: PlannedInstallation['changes']): string[] {
  return changes.flatMap(({ action, name, brings }) =>
    brings === undefined ? [] : renderBrings(name, brings, { also: action === 'update' }),
  );
}

/** One indented sentence per item. @param also for an update: "also" what the previous version did */
export function renderBrings(
  plugin: string,
  { permissions, roles, access, allowedSecrets = {} }: Brings,
  { also = false }: { also?: boolean } = {},
): string[] {
  const keys = Object.entries(permissions).map(([key, meaning]) => `${key} (${meaning})`);
  const more = [
    ...(keys.length > 0 ? [`adds the permission${keys.length > 1 ? 's' : ''} ${keys.join(', ')}`] : []),
    ...Object.entries(roles).map(([role, held]) => `offers the role ${role} with ${held.join(', ')}`),
    ...Object.entries(allowedSecrets).map(
      ([fingerprint, reason]) =>
        `contains a text that looks like a credential (${fingerprint}); the author's reason why it is none: "${reason}"`,
    ),
  ];
  return [
    ...renderAccess(access, { also }),
    ...more.map((text) => sentence(also ? `${plugin} also` : plugin, text)),
  ];
}

/** Access that plugins request, one indented sentence per item. */
export function renderAccess(
  access: readonly AccessItem[],
  { also = false }: { also?: boolean } = {},
): string[] {
  return access.map(({ plugin, text }) => sentence(also ? `${plugin} also` : plugin, text));
}

function sentence(who: string, text: string): string {
  const room = Math.min(columns(), 100) - 2;
  return `  ${wrap(visible(`${who} ${text}.`), room, '    ')}`;
}
