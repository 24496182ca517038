import type { Request } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import { html } from './pages/html.ts';
import { layout } from './pages/layout.ts';
import { routesOf } from '../http/route.ts';
import { logout } from './login/logout.ts';
import { realmOfHost } from './origins.ts';
import type { IdentityPlatform } from './platform.ts';
import { sendPage } from './realm-request.ts';

function unknownHost({ hostname }: Request): PlexicaError {
  return new PlexicaError('unknown_host', `no tenant has the host ${hostname}`);
}

const route = routesOf<IdentityPlatform>();

export const identityRoutes = [
  route({
    id: 'startLogin',
    method: 'GET',
    path: '/v1/auth/login',
    summary: 'Log in with a browser, on the host of a tenant',
    needs: 'anyone',
    answers: { 302: { description: 'To the login page of the tenant' } },
    handle: async ({ platform, request }) => {
      // Loaded at the first login: a server starts faster without it.
      const { beginLogin } = await import('./login/login-flow.ts');
      await beginLogin(platform, request);
      return undefined;
    },
  }),
  route({
    id: 'finishLogin',
    method: 'GET',
    path: '/v1/auth/callback',
    summary: 'Where the realm sends the browser after a login',
    needs: 'anyone',
    answers: { 303: { description: 'To the page that asked for the login' } },
    handle: async ({ platform, request }) => {
      const { finishLogin } = await import('./login/login-flow.ts');
      return { status: 303, headers: { Location: await finishLogin(platform, request) } };
    },
  }),
  route({
    id: 'logout',
    method: 'POST',
    path: '/v1/auth/logout',
    summary: 'End the login of the caller: of a browser, or of a terminal',
    needs: 'authenticated',
    plan: 'nothing',
    answers: { 204: { description: 'The login has ended' } },
    handle: async ({ platform, request, principal }) => {
      await logout(platform, request, principal);
      return { status: 204 };
    },
  }),
  route({
    id: 'accountPage',
    method: 'GET',
    path: '/account',
    summary: 'To the account page of the realm, on the host of a tenant',
    needs: 'anyone',
    answers: { 303: { description: 'To the account page' } },
    handle: async ({ platform, request }) => {
      const realm = realmOfHost(platform, request.hostname);
      if (realm === undefined) throw unknownHost(request);
      return { status: 303, headers: { Location: `${platform.identity.issuer(realm)}/account` } };
    },
  }),
  route({
    id: 'startPage',
    method: 'GET',
    path: '/',
    summary: 'The start page of a tenant, on its host',
    needs: 'anyone',
    answers: {
      200: { description: 'Who is logged in', body: 'text/html' },
      303: { description: 'To the login' },
    },
    handle: async ({ platform, principal, request, response }) => {
      const realm = realmOfHost(platform, request.hostname);
      const tenant = realm === undefined ? undefined : await platform.identity.tenantOf(realm);
      if (realm === undefined || tenant === undefined || principal.member === undefined)
        return { status: 303, headers: { Location: '/v1/auth/login' } };
      const { email, roles } = principal.member;
      const account = `${platform.identity.issuer(realm)}/account`;
      const content = html`<p class="lead">
          Logged in as <bdi class="strong">${principal.name}</bdi>, <bdi>${email}</bdi>
        </p>
        <p>Roles: ${roles.join(', ') || 'none'}</p>
        <p class="aside"><a href="${account}">Your account</a></p>`;
      sendPage(response, layout({ title: 'Welcome', tenant, content }));
      return undefined;
    },
  }),
];
