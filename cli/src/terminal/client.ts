import type { CreatedClient } from '../results/clients.ts';
import { fields } from './table.ts';

/** A client with its new secret. */
export function renderNewClient({ id, name, permissions, secret, tokenEndpoint }: CreatedClient): string {
  const shown = fields([
    ['client id', id],
    ['client secret', secret],
    ['name', name],
    ['permissions', permissions.join(', ')],
    ['token endpoint', tokenEndpoint],
  ]);
  return `${shown}\n\nSave this secret now. It is not shown again.`;
}
