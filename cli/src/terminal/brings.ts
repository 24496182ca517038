import type { Brings } from '../results/brings.ts';
import type { PlannedInstallation } from '../results/installations.ts';
import { columns, wrap } from './style.ts';
import { visible } from './visible.ts';

/** Below a line on what becomes of installations: what each of them may do that nothing could do before. */
export function renderBroughtBy(changes: PlannedInstallation['changes']): string[] {
  return changes.flatMap(({ action, name, brings }) =>
    brings === undefined ? [] : renderBrings(action === 'update' ? `${name} also` : name, brings),
  );
}

/** One sentence for each kind of thing, indented. @param who the plugin, as the sentences begin */
export function renderBrings(who: string, { permissions, access, publicRoutes }: Brings): string[] {
  const keys = Object.entries(permissions).map(([key, meaning]) => `${key} (${meaning})`);
  const { network = [], storage, members } = access;
  const sentences = [
    ...(network.length > 0 ? [`reaches ${network.join(', ')} over https`] : []),
    ...(storage ? ['stores files'] : []),
    ...(members ? ['reads names and addresses of members'] : []),
    ...(keys.length > 0 ? [`adds the permission${keys.length > 1 ? 's' : ''} ${keys.join(', ')}`] : []),
    ...(publicRoutes.length > 0 ? [`lets anybody call ${publicRoutes.join(', ')}, without a token`] : []),
  ];
  const room = Math.min(columns(), 100) - 2;
  return sentences.map((sentence) => `  ${wrap(visible(`${who} ${sentence}.`), room, '    ')}`);
}
