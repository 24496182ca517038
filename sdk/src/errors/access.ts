import type { ErrorPage } from './error-page.ts';

export const accessErrors = {
  not_authenticated: {
    status: 401,
    exit: 3,
    title: 'No valid token was sent',
    cause: 'The request has no Authorization header, or its token is unknown, expired or revoked.',
    fix: 'Run `plexica login --token <token>`, set PLEXICA_TOKEN, or send Authorization: Bearer <token>.',
  },
  not_allowed: {
    status: 403,
    exit: 4,
    title: 'The token may not do this',
    cause: 'The token is valid, but its scope or permissions do not include what the route needs.',
    fix: 'Use a token whose scope and permissions include the permission that the message names.',
  },
  plugin_owned_by_another: {
    status: 403,
    exit: 4,
    title: 'The plugin id belongs to another publisher',
    cause:
      'Whoever publishes an id first owns it: `admin`, the administrator, or `token:` and the name of a token. This token ' +
      'speaks for somebody else.',
    fix: 'Publish with a token of the name that the message gives, or choose another id in plexica.json.',
  },
  token_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such token',
    cause: 'No token has this id, or it was revoked and removed.',
    fix: 'List them with `plexica tokens list`.',
  },
} as const satisfies Record<string, ErrorPage>;
