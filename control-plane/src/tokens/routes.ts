import { Op } from 'sequelize';
import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { PageQuery, fromCursor, notACursor, pageOf, toPage } from '../http/page.ts';
import { routesOf } from '../http/route.ts';
import type { Principal } from '../access/principal.ts';
import { WORKSPACE_ROLES } from '../access/workspace-role.ts';
import { workspacesOf } from '../workspaces/workspaces-of.ts';
import { scopeText } from '../access/scope.ts';
import type { TokensPlatform } from './platform.ts';
import { checkNewToken, createToken } from './create-token.ts';
import { findToken, revokeToken } from './revoke-token.ts';
import { checkRotation, rotateToken } from './rotate-token.ts';
import { CreatedToken, NewToken, RotateToken, Token, toToken } from './token.ts';

const route = routesOf<TokensPlatform>();

const TokenPath = z.object({ token: z.uuid().describe('Id of the token, not its secret') });

const Me = z
  .object({
    id: z.string().describe('`admin`, `token:<name>`, `member:<id>` or `client:<id>`'),
    name: z.string(),
    scope: z.string(),
    permissions: z.array(z.string()),
    tenant: z.string().optional().describe('Slug of the tenant, for a caller who can act in one only'),
    member: z
      .object({ id: z.uuid(), email: z.string(), name: z.string() })
      .optional()
      .describe('Only for a person'),
    roles: z.array(z.string()).optional().describe('Keys of the roles of a person, sorted'),
    workspaces: z
      .array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), role: z.enum(WORKSPACE_ROLES) }))
      .optional()
      .describe('Of a member of a tenant: the workspaces, with the role in each'),
  })
  .meta({ id: 'Principal' });

function toMe({ id, name, scope, permissions, member }: Principal): z.output<typeof Me> {
  return {
    id,
    name,
    scope: scopeText(scope),
    permissions: [...permissions],
    ...(scope.kind === 'tenant' && { tenant: scope.tenant }),
    ...(member && { member: { id: member.id, email: member.email, name }, roles: [...member.roles] }),
  };
}

export const tokenRoutes = [
  route({
    id: 'whoami',
    method: 'GET',
    path: '/v1/auth/me',
    summary: 'Show who the caller is',
    needs: 'authenticated',
    answers: { 200: { description: 'The principal', body: Me } },
    handle: async ({ platform, principal }) => {
      const workspaces = await workspacesOf(platform, principal);
      return { status: 200, body: { ...toMe(principal), ...(workspaces && { workspaces }) } };
    },
  }),
  route({
    id: 'createToken',
    method: 'POST',
    path: '/v1/tokens',
    summary: 'Create an API token. Its secret is shown only in this answer',
    needs: { permission: 'tokens.write', scope: 'platform' },
    body: NewToken,
    answers: { 201: { description: 'The token with its secret', body: CreatedToken } },
    plan: async ({ platform, body, principal }) => {
      await checkNewToken(platform, body, principal);
      return [{ action: 'create', resource: 'token', name: body.name, detail: `scope ${body.scope}` }];
    },
    handle: async ({ platform, body, principal }) => ({
      status: 201,
      body: await createToken(platform, body, principal),
      headers: { 'Cache-Control': 'no-store' },
    }),
  }),
  route({
    id: 'listTokens',
    method: 'GET',
    path: '/v1/tokens',
    summary: 'List tokens, oldest first, including revoked ones',
    needs: { permission: 'tokens.read', scope: 'platform' },
    query: PageQuery.extend({ name: z.string().max(63).optional().describe('Only tokens with this name') }),
    answers: { 200: { description: 'One page of tokens', body: pageOf(Token) } },
    handle: async ({ platform, query: { limit, cursor, name } }) => {
      const after = fromCursor(cursor);
      if (after !== undefined && !z.uuid().safeParse(after).success) throw notACursor();
      const rows = await platform.tables.tokens.findAll({
        where: {
          ...(after === undefined ? {} : { id: { [Op.gt]: after } }),
          ...(name === undefined ? {} : { name }),
        },
        order: ['id'],
        limit: limit + 1,
      });
      return { status: 200, body: toPage(rows, limit, ({ id }) => id, toToken) };
    },
  }),
  route({
    id: 'showToken',
    method: 'GET',
    path: '/v1/tokens/{token}',
    summary: 'Show a token, without its secret',
    needs: { permission: 'tokens.read', scope: 'platform' },
    params: TokenPath,
    answers: { 200: { description: 'The token', body: Token } },
    handle: async ({ platform, params }) => {
      const row = await platform.tables.tokens.findByPk(params.token);
      if (row === null) throw new PlexicaError('token_not_found', `no token has the id ${params.token}`);
      return { status: 200, body: toToken(row) };
    },
  }),
  route({
    id: 'rotateToken',
    method: 'POST',
    path: '/v1/tokens/{token}/actions/rotate',
    summary: 'Replace a token with a new one. Its secret is shown only in this answer',
    needs: { permission: 'tokens.write', scope: 'platform' },
    params: TokenPath,
    body: RotateToken,
    answers: { 201: { description: 'The new token with its secret', body: CreatedToken } },
    plan: async ({ platform, params, principal }) => {
      const { name, scope } = await checkRotation(platform, params.token, principal);
      return [{ action: 'update', resource: 'token', name, detail: `a new secret, scope ${scope}` }];
    },
    handle: async ({ platform, params, body, principal }) => ({
      status: 201,
      body: await rotateToken(platform, { id: params.token, ...body }, principal),
      headers: { 'Cache-Control': 'no-store' },
    }),
  }),
  route({
    id: 'revokeToken',
    method: 'DELETE',
    path: '/v1/tokens/{token}',
    summary: 'Revoke a token',
    needs: { permission: 'tokens.write', scope: 'platform' },
    params: TokenPath,
    answers: { 204: { description: 'The token is revoked' } },
    plan: async ({ platform, params }) => {
      const { name } = await findToken(platform, params.token);
      return [{ action: 'delete', resource: 'token', name }];
    },
    handle: async ({ platform, params }) => {
      await revokeToken(platform, params.token);
      return { status: 204 };
    },
  }),
];
