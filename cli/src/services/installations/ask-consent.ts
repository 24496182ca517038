import type { AccessItem } from '@plexica/sdk/errors';
import type { InstallationPlan } from '@plexica/sdk/client';
import type { Api } from '../api.ts';
import type { Decision, Plan } from './consent.ts';
import { requestOf, type Wanted } from './wanted.ts';
import { renderPlan } from '../../terminal/plan.ts';

/** How to prompt the user. */
export interface Asking {
  /** Whether this is a new installation. */
  installs: boolean;
  show: (text: string) => void;
  /** @param byDefault the answer that Enter gives @throws PlexicaError `interrupted` if the answer is no */
  confirm: (question: string, byDefault: boolean) => Promise<void>;
  question: (version: string) => string;
}

/**
 * Shows the plan and the access it requests, prompts for missing required configuration values and asks for
 * confirmation. Changes nothing; the decision covers exactly the version and the access that were shown.
 *
 * @throws PlexicaError `interrupted` if the answer is no; everything that planning throws
 */
export async function decideByAsking(
  api: Api,
  wanted: Wanted,
  plan: Plan,
  { installs, show, confirm, question }: Asking,
): Promise<Decision> {
  const { tenant, plugin } = wanted;
  const offered = await api.planInstallation({ tenant, body: { plugin, ...requestOf(wanted) } });
  const target = offered.plugins.at(-1);
  if (target === undefined || changesNothing(offered, wanted)) {
    return { wanted, planned: await plan(api, wanted), accepted: [] };
  }
  const { schema, missing } = offered.config;
  const complete = { ...wanted, range: target.version };
  const needed = missing.length > 0 && typeof schema === 'object' && schema !== null ? schema : undefined;
  const expected = (target.from === undefined) === installs;
  // Fails before the first prompt if the server would refuse anyway, for example an installed plugin.
  if (needed === undefined || !expected) await plan(api, complete);
  show(renderPlan(offered, tenant));
  if (needed !== undefined) {
    const { askForConfig } = await import('./config-questions.ts');
    complete.config = await askForConfig(needed, missing, wanted.config);
  }
  const planned = await plan(api, complete);
  const accepted: AccessItem[] = offered.plugins.flatMap(({ access }) => access);
  await confirm(question(target.version), accepted.length === 0 && !wanted.reset);
  return { wanted: complete, planned, accepted };
}

function changesNothing({ plugins }: InstallationPlan, { config, reset }: Wanted): boolean {
  const [target, ...others] = plugins.toReversed();
  return (
    target?.from === target?.version && others.length === 0 && Object.keys(config).length === 0 && !reset
  );
}
