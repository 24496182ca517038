import { unaccepted } from '@plexica/registry';
import { PlexicaError, type AccessItem } from '@plexica/sdk/errors';
import { bringsOf } from '../changes/brings.ts';
import type { Accepted, Ask, Plan } from './plan.ts';

/** How many things a message names; the others are in `access`. */
const NAMED = 5;

/** What a plan asks for that its tenant has not allowed yet, of every plugin that would change or come along. */
function accessOf({ plugins }: Plan): AccessItem[] {
  return plugins.flatMap(({ manifest, before }) => bringsOf(manifest, before).access);
}

/**
 * Refuses a plan that asks for more than the caller accepts. What is accepted is named thing by thing: a version that was
 * published since the caller saw a plan, and asks for still more, is refused.
 *
 * @throws PlexicaError `access_change` with all that is not accepted
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
