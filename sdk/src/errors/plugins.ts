import type { ErrorPage } from './error-page.ts';

export const pluginErrors = {
  plugin_failed: {
    status: 502,
    exit: 1,
    title: 'The plugin failed',
    cause:
      'The code of the plugin threw an error other than HttpError, its process ended, or its response is not valid.',
    fix: 'See the error with its file and line: run `plexica logs <plugin> --tenant <tenant>`.',
  },
  plugin_timeout: {
    status: 504,
    exit: 7,
    title: 'The plugin did not respond in time',
    cause:
      'A route must send the first byte of its response within 10 seconds, or within the limit configured on the server. Time spent waiting for a processor does not count.',
    fix: 'See what the plugin did: run `plexica logs <plugin> --tenant <tenant>`. Split long work into smaller requests.',
  },
  plugin_unavailable: {
    status: 503,
    exit: 7,
    title: 'The plugin is temporarily unavailable',
    cause: 'The plugin is being updated, waits to restart after repeated crashes, or has no free connection.',
    fix: 'Retry the request after the seconds in Retry-After.',
  },
  machine_overloaded: {
    status: 503,
    exit: 7,
    title: 'The machine is overloaded',
    cause:
      'A plugin waited so long for a processor that it did not start or respond within four times its time limit. Other ' +
      'programs on the machine use the processors; the plugin itself did not fail. The request can still take effect.',
    fix: 'Retry the request after the seconds in Retry-After. If this happens often, add processors or run fewer other programs on the machine.',
  },
  statement_failed: {
    status: 422,
    exit: 2,
    title: 'The statement failed',
    cause:
      'The rules for plugins do not allow the statement, or PostgreSQL refused it. The statement had no effect.',
    fix: 'Correct the statement. The database guide in the documentation describes what is allowed.',
  },
  plugin_refused: {
    status: 400,
    exit: 2,
    title: 'The plugin refused the request',
    cause: "The plugin responded with an error of its own. The message was written by the plugin's author.",
    fix: 'See the documentation of the plugin.',
  },
  plugin_route_not_found: {
    status: 404,
    exit: 5,
    title: 'Route of the plugin not found',
    cause: 'No route of the installed version has this method and path.',
    fix: 'List its routes with `plexica info <plugin>`.',
  },
} as const satisfies Record<string, ErrorPage>;
