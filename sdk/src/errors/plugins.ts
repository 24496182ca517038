import type { ErrorPage } from './error-page.ts';

export const pluginErrors = {
  plugin_failed: {
    status: 502,
    exit: 1,
    title: 'The plugin failed',
    cause:
      'Its code threw an error that is no HttpError, its process ended, or its answer cannot be passed on.',
    fix: '`plexica logs <plugin> --tenant <tenant>` shows the error with file and line.',
  },
  plugin_timeout: {
    status: 504,
    exit: 7,
    title: 'The plugin did not answer in time',
    cause:
      'A route has 10 seconds to its first byte, unless the server is configured otherwise. Time in which it waits for a processor does not count.',
    fix: '`plexica logs <plugin> --tenant <tenant>` shows what it did; long work belongs in smaller requests.',
  },
  plugin_unavailable: {
    status: 503,
    exit: 7,
    title: 'The plugin cannot run at the moment',
    cause: 'It is being updated, it keeps crashing and waits for its next start, or no connection is free.',
    fix: 'Send the request again after the seconds in Retry-After.',
  },
  machine_overloaded: {
    status: 503,
    exit: 7,
    title: 'The machine is overloaded',
    cause:
      'A plugin that starts or answers waited for a processor for so long that it was not done in four times its time limit. ' +
      'Other programs on the machine have the processors; nothing in the plugin failed. A request may still take effect.',
    fix: 'Send the request again after the seconds in Retry-After. If it happens often, give the machine more processors or less other work.',
  },
  statement_failed: {
    status: 422,
    exit: 2,
    title: 'The statement failed',
    cause: 'The rules for plugins do not allow it, or PostgreSQL refused it. Nothing of it was done.',
    fix: "See the guide about a plugin's database for what a statement may do.",
  },
  plugin_refused: {
    status: 400,
    exit: 2,
    title: 'The plugin refused the request',
    cause: 'The plugin answered with an error of its own; the message is written by its author.',
    fix: "See the plugin's documentation.",
  },
  plugin_route_not_found: {
    status: 404,
    exit: 5,
    title: 'The plugin has no such route',
    cause: 'No route of the installed version has this method and path.',
    fix: 'See its routes with `plexica info <plugin>`.',
  },
} as const satisfies Record<string, ErrorPage>;
