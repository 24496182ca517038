import type { MemberResult } from '../results/members.ts';
import { fields } from './table.ts';
import { when } from './time.ts';

export function renderMember({
  id,
  email,
  name,
  state,
  roles,
  createdAt,
  lastLoginAt,
}: MemberResult): string {
  return fields([
    ['e-mail', email],
    ['name', name],
    ['id', id],
    ['state', state],
    ['roles', roles.join(', ') || 'none'],
    ['added', when(createdAt)],
    ['last login', when(lastLoginAt) || 'never'],
  ]);
}
