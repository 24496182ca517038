import { unaccepted } from '@plexica/registry';
import { PlexicaError, type AccessItem } from '@plexica/sdk/errors';
import { bringsOf } from '../changes/brings.ts';
import type { Accepted, Ask, Plan } from './plan.ts';

/** How many items a message names. `access` has all. */
const NAMED = 5;

/** Access that a plan requests and the tenant has not allowed yet, for every changed or added plugin. */
function accessOf({ plugins }: Plan): AccessItem[] {
  return plugins.flatMap(({ manifest, before }) => bringsOf(manifest, before).access);
}

/**
 * Refuses a plan that requests more than the caller accepts. Items are accepted one by one, so a version that was
 * published after the caller saw the plan cannot request more.
 *
 * @throws PlexicaError `access_change` with all items that were not accepted
 */
export function requireAccepted(plan: Plan, { plugin }: Ask, accepted: readonly Accepted[]): void {
  const open = unaccepted(accessOf(plan), accepted);
  if (open.length === 0) return;
  const target = plan.plugins.at(-1);
  const { version = '', from } = target ?? {};
  const more = from === undefined ? 'access' : `more access than ${from}`;
  const named = open.slice(0, NAMED).map((item) => `${item.plugin} ${item.text}`);
  const others = open.length - named.length;
  const list = others > 0 ? `${named.join('; ')}; and ${others} more` : named.join('; ');
  const command = `plexica update ${plugin}@${version} --tenant ${plan.tenant.slug} --accept-access`;
  throw new PlexicaError('access_change', `${plugin} ${version} requests ${more}: ${list}`, {
    access: open,
    ...(from !== undefined && {
      hint: `To accept it, run:\n  ${command}\nOver HTTP, send the items of \`access\` as \`acceptAccess\`.`,
    }),
  });
}
