import { Args, Flags } from '@oclif/core';

/** Every command has these. */
export const globalFlags = {
  json: Flags.boolean({
    description: 'Print the result as one JSON document.',
    helpGroup: 'GLOBAL',
    default: false,
  }),
  context: Flags.string({
    description: 'Context to take server and token from, in place of the variables and the context in use.',
    helpValue: '<name>',
    env: 'PLEXICA_CONTEXT',
    helpGroup: 'GLOBAL',
  }),
  server: Flags.string({
    description:
      'URL of the server. The flag goes before PLEXICA_SERVER, and both before the context in use.',
    helpValue: '<url>',
    env: 'PLEXICA_SERVER',
    helpGroup: 'GLOBAL',
  }),
  token: Flags.string({
    description:
      'Token for the server. The flag goes before PLEXICA_TOKEN, and both before that of the context.',
    helpValue: '<token>',
    env: 'PLEXICA_TOKEN',
    helpGroup: 'GLOBAL',
  }),
  timeout: Flags.integer({
    description: 'Seconds to wait for an answer from the server.',
    helpValue: '<seconds>',
    env: 'PLEXICA_TIMEOUT',
    helpGroup: 'GLOBAL',
    min: 1,
    max: 3600,
    default: 60,
  }),
  debug: Flags.boolean({ description: 'Show the stack of an error.', helpGroup: 'GLOBAL', default: false }),
};

/** Commands that speak to no server take the same flags and show no others than they use. */
export const localFlags = {
  ...globalFlags,
  context: Flags.string({ env: 'PLEXICA_CONTEXT', helpGroup: 'GLOBAL', hidden: true }),
  server: Flags.string({ env: 'PLEXICA_SERVER', helpGroup: 'GLOBAL', hidden: true }),
  token: Flags.string({ env: 'PLEXICA_TOKEN', helpGroup: 'GLOBAL', hidden: true }),
  timeout: Flags.integer({
    env: 'PLEXICA_TIMEOUT',
    helpGroup: 'GLOBAL',
    hidden: true,
    min: 1,
    max: 3600,
    default: 60,
  }),
};

export const dryRun = Flags.boolean({
  description: 'Say what would change and change nothing.',
  default: false,
});

export const yes = Flags.boolean({
  char: 'y',
  description: 'Ask nothing; take defaults, and yes for an answer.',
  default: false,
});

export const wait = Flags.boolean({
  description: 'Wait while another change of the tenant is under way.',
  default: false,
});

export const tenant = Flags.string({
  char: 't',
  description: 'Slug of the tenant; with the server of `plexica dev`: dev.',
  helpValue: '<slug>',
});

export const pluginOrDev = Args.string({
  description: 'Id of the plugin; with the server of `plexica dev`: its own.',
});

export const folder = Flags.string({
  description: 'Folder of the plugin.',
  helpValue: '<path>',
  default: '.',
});

export const config = Flags.string({
  description:
    'A value of its configuration; may be repeated. key=@file reads it from a file, key=- from standard input.',
  helpValue: '<key=value>',
  multiple: true,
  multipleNonGreedy: true,
});

export const configFile = Flags.string({
  description: 'A JSON file of values for its configuration, or - for standard input.',
  helpValue: '<file>',
});

export const trust = Flags.boolean({
  description: 'Run it even where nothing isolates it from this machine.',
  default: false,
});
