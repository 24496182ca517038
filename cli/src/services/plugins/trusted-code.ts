import type { Planned } from '../../results/planned.ts';
import type { CodeDistrusted, CodeTrusted } from '../../results/plugins.ts';
import type { Api } from '../api.ts';

interface Options {
  plugin: string;
  dryRun: boolean;
}

export async function trustPlugin(api: Api, { plugin, dryRun }: Options): Promise<CodeTrusted | Planned> {
  return dryRun ? api.trustCode({ plugin, dryRun }) : api.trustCode({ plugin });
}

export async function distrustPlugin(
  api: Api,
  { plugin, dryRun }: Options,
): Promise<CodeDistrusted | Planned> {
  if (dryRun) return api.distrustCode({ plugin, dryRun });
  await api.distrustCode({ plugin });
  return { plugin, trusted: false };
}
