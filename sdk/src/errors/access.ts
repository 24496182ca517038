import type { ErrorPage } from './error-page.ts';

export const accessErrors = {
  not_authenticated: {
    status: 401,
    exit: 3,
    title: 'The request has no valid token',
    cause: 'The Authorization header is missing, or its token is unknown, expired or revoked.',
    fix: 'Log in with `plexica login --tenant <slug>`, or pass an API token with --token or PLEXICA_TOKEN; over HTTP, send Authorization: Bearer <token>.',
  },
  not_allowed: {
    status: 403,
    exit: 4,
    title: 'The token does not allow this',
    cause: 'The token is valid, but its scope or permissions do not include what this request requires.',
    fix: 'Use a token that has the scope and permission named in the message.',
  },
  login_failed: {
    status: 403,
    exit: 4,
    title: 'The login failed',
    cause:
      'The login was not started in this browser, took too long, was declined, or the account is not a member of the ' +
      'tenant.',
    fix: 'Start again from the first page of the tenant. If you are not a member, ask an administrator to invite you.',
  },
  link_expired: {
    status: 410,
    exit: 4,
    title: 'The link is no longer valid',
    cause: 'Links in mails work once and for a limited time, and a newer link replaces an earlier one.',
    fix: 'Ask for a new link: an administrator can send an invitation again, and the login page resets passwords.',
  },
  plugin_owned_by_another: {
    status: 403,
    exit: 4,
    title: 'The plugin id belongs to another publisher',
    cause:
      'The first account to publish an id owns it: `admin` (the administrator) or `token:<name>`. This token belongs to ' +
      'another account.',
    fix: 'Publish with a token of the owner named in the message, or choose another id in plexica.json.',
  },
  token_not_found: {
    status: 404,
    exit: 5,
    title: 'Token not found',
    cause: 'No token has this id, or the token was revoked and removed.',
    fix: 'List the tokens with `plexica tokens list`.',
  },
} as const satisfies Record<string, ErrorPage>;
