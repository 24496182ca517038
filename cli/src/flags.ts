import { Args, Flags } from '@oclif/core';

/** Every command has these. */
export const globalFlags = {
  json: Flags.boolean({
    description: 'Print the result as one JSON document.',
    helpGroup: 'GLOBAL',
    default: false,
  }),
  context: Flags.string({
    description:
      'Context to use for the server and token. Overrides the environment variables and the current context.',
    helpValue: '<name>',
    env: 'PLEXICA_CONTEXT',
    helpGroup: 'GLOBAL',
  }),
  server: Flags.string({
    description: 'URL of the server. The flag overrides PLEXICA_SERVER, which overrides the current context.',
    helpValue: '<url>',
    env: 'PLEXICA_SERVER',
    helpGroup: 'GLOBAL',
  }),
  token: Flags.string({
    description:
      'Token for the server. The flag overrides PLEXICA_TOKEN, which overrides the token of the context.',
    helpValue: '<token>',
    env: 'PLEXICA_TOKEN',
    helpGroup: 'GLOBAL',
  }),
  timeout: Flags.integer({
    description: 'Seconds to wait for a response from the server.',
    helpValue: '<seconds>',
    env: 'PLEXICA_TIMEOUT',
    helpGroup: 'GLOBAL',
    min: 1,
    max: 3600,
    default: 60,
  }),
  debug: Flags.boolean({
    description: 'Show the stack trace of an error.',
    helpGroup: 'GLOBAL',
    default: false,
  }),
};

/** Commands that need no server accept the same flags, but hide those that have no effect. */
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
  description: 'Show what would change without changing it.',
  default: false,
});

export const yes = Flags.boolean({
  char: 'y',
  description: 'Skip prompts: use defaults and confirm automatically.',
  default: false,
});

export const wait = Flags.boolean({
  description: 'Wait if another operation is changing the tenant.',
  default: false,
});

export const tenant = Flags.string({
  char: 't',
  description:
    'Slug of the tenant. Default: the one you are logged in to; on the server of `plexica dev`: dev.',
  helpValue: '<slug>',
});

export const platform = Flags.boolean({
  description: 'People of the platform instead of a tenant.',
  default: false,
  exclusive: ['tenant'],
});

export const role = Flags.string({
  description: 'Roles, separated by commas: guest, crm.sales',
  helpValue: '<list>',
});

export const workspaceRole = Flags.option({
  description: 'Role in the workspace.',
  options: ['VIEWER', 'MEMBER', 'ADMIN'] as const,
})();

export const permissions = Flags.string({
  description: "Permissions, separated by commas: crm.contacts.read, 'crm.*'",
  helpValue: '<list>',
});

export const pluginOrDev = Args.string({
  description: "Id of the plugin; on the server of `plexica dev`: the project's plugin.",
});

export const folder = Flags.string({
  description: 'Folder of the plugin.',
  helpValue: '<path>',
  default: '.',
});

export const config = Flags.string({
  description:
    'Configuration value; can be repeated. key=@file reads the value from a file, key=- from standard input.',
  helpValue: '<key=value>',
  multiple: true,
  multipleNonGreedy: true,
});

export const configFile = Flags.string({
  description: 'JSON file with configuration values, or - for standard input.',
  helpValue: '<file>',
});

export const trust = Flags.boolean({
  description: 'Run the plugin even if the server cannot isolate it from its machine.',
  default: false,
});
