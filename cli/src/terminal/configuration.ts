import type { ConfigurationChanged, ConfigurationResult } from '../results/installations.ts';
import { paint } from './style.ts';
import { fields } from './table.ts';
import { visible } from './visible.ts';

/** One line per key; for a secret only whether it is set. */
export function renderConfiguration({ plugin, values, secrets }: ConfigurationResult): string {
  const rows = [
    ...Object.entries(values).map(
      ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
    ...secrets.map((key) => [key, '(secret, set)'] as const),
  ];
  return rows.length === 0 ? `${plugin} has no configuration.` : fields(rows);
}

/** The configuration after a change, or only the changed keys if the token cannot read it. */
export function renderChanged(result: ConfigurationResult | ConfigurationChanged): string {
  if ('values' in result) return renderConfiguration(result);
  const { plugin, tenant, changed } = result;
  return `${paint('green', '✓')} ${visible(`Changed ${changed.join(', ')} of ${plugin} in ${tenant}`)}.`;
}
