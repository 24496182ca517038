import type { ConfigurationResult } from '../results/installations.ts';
import { fields } from './table.ts';

/** Keys and values below each other; of a secret only that it is set. */
export function renderConfiguration({ plugin, values, secrets }: ConfigurationResult): string {
  const rows = [
    ...Object.entries(values).map(
      ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
    ...secrets.map((key) => [key, '(secret, set)'] as const),
  ];
  return rows.length === 0 ? `${plugin} has no configuration.` : fields(rows);
}
