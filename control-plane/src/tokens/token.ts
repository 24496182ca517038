import { z } from 'zod';
import { OverlapSeconds } from '../access/overlap-seconds.ts';
import { recorded } from '../http/recorded.ts';
import type { Token as TokenRow } from './model.ts';
import { PermissionList } from '../access/permission-list.ts';
import { SCOPE_TEXT } from '../access/scope.ts';

const Scope = z.string().regex(SCOPE_TEXT, 'must be platform, publish or tenant:<slug>');

export const NewToken = z
  .strictObject({
    name: recorded(
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9._-]{0,62}$/i,
          'must have 1 to 63 letters, digits, dots, dashes or underscores',
        )
        .describe(
          'Principal of the token. Several tokens can share a name: publish rights belong to the name',
        ),
    ),
    scope: recorded(Scope.describe('`platform`, `publish` or `tenant:<slug>`')),
    permissions: recorded(PermissionList)
      .default(['*'])
      .describe('Permissions within its scope. By default, all'),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('By default, the token never expires'),
  })
  .meta({ id: 'NewToken' });

export const RotateToken = z.strictObject({ overlapSeconds: OverlapSeconds }).meta({ id: 'RotateToken' });

export const Token = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: z.string(),
    permissions: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
    lastUsedAt: z.iso
      .datetime()
      .optional()
      .describe('Time of the last request with it, accurate to about one minute'),
  })
  .meta({ id: 'Token' });

export type Token = z.output<typeof Token>;

export const CreatedToken = Token.extend({
  token: z.string().describe('The secret. It is not shown again'),
}).meta({
  id: 'CreatedToken',
});

export function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    permissions: row.permissions,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    ...(row.expiresAt ? { expiresAt: row.expiresAt.toISOString() } : {}),
    ...(row.revokedAt ? { revokedAt: row.revokedAt.toISOString() } : {}),
    ...(row.lastUsedAt ? { lastUsedAt: row.lastUsedAt.toISOString() } : {}),
  };
}
