import type { RoleResult } from '../results/roles.ts';
import { fields } from './table.ts';

export function renderRole(role: RoleResult): string {
  return fields([
    ['key', role.key],
    ['name', role.name],
    ['permissions', role.permissions.join(', ')],
    ['source', sourceText(role)],
    ['members', role.members],
  ]);
}

/** Where a role comes from: `default`, `custom` or `plugin crm`. */
export function sourceText({ source, plugin }: RoleResult): string {
  return plugin === undefined ? source : `plugin ${plugin}`;
}
