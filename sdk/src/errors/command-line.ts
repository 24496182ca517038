import type { ErrorPage } from './error-page.ts';

export const commandLineErrors = {
  missing_flags: {
    status: 422,
    exit: 2,
    title: 'Required flags are missing',
    cause:
      'The command cannot prompt for values without a terminal, or with --yes, --json or the variable CI.',
    fix: 'Pass every flag named in the message.',
  },
  bad_usage: {
    status: 422,
    exit: 2,
    title: 'The command line is not valid',
    cause: 'A flag or argument is unknown, missing or in conflict with another one.',
    fix: 'Run the command with --help to see its flags and examples.',
  },
  folder_not_empty: {
    status: 409,
    exit: 2,
    title: 'The folder is not empty',
    cause: 'A project can only be created in a new or empty folder, so that no file is overwritten.',
    fix: 'Choose another name, or empty the folder.',
  },
  not_a_plugin: {
    status: 404,
    exit: 2,
    title: 'This is not a plugin project',
    cause: 'The folder has no plexica.json.',
    fix: 'Change to the folder of a plugin, or create one with `plexica create`.',
  },
  build_failed: {
    status: 422,
    exit: 2,
    title: 'The build failed',
    cause: 'The code has a syntax or type error, an import that cannot be found, or an invalid declaration.',
    fix: 'Correct the code at the file and line shown in the message, then build again.',
  },
  not_built: {
    status: 409,
    exit: 2,
    title: 'The plugin has not been built',
    cause: 'dist/ is missing or older than the sources.',
    fix: 'Run `plexica build` first.',
  },
  server_unreachable: {
    status: 503,
    exit: 7,
    title: 'The server cannot be reached',
    cause: 'No server responds at this address, or not in time.',
    fix: 'Start a server with `plexica up`, or pass the correct address with --server or PLEXICA_SERVER.',
  },
  server_moved: {
    status: 503,
    exit: 7,
    title: 'The server has another address',
    cause:
      'The address responds with a redirect. It is not followed, because that could change the request and send the token to another server.',
    fix: 'If you trust the address named in the message, pass it with --server or PLEXICA_SERVER.',
  },
  server_start_failed: {
    status: 500,
    exit: 1,
    title: 'The server did not start',
    cause: 'plexica-server exited before it was ready. Its error is shown.',
    fix: 'Run `plexica doctor` to check the requirements on this machine.',
  },
  context_not_found: {
    status: 404,
    exit: 5,
    title: 'Context not found',
    cause: 'A context is a saved server with its token. No context has this name.',
    fix: 'List the contexts with `plexica context list`, or create one with `plexica login`.',
  },
  interrupted: {
    status: 499,
    exit: 130,
    title: 'Interrupted',
    cause: 'Ctrl-C or a signal stopped the command.',
    fix: 'Run the command again. Operations that the server has started continue there.',
  },
  file_error: {
    status: 500,
    exit: 1,
    title: 'A file cannot be read or written',
    cause: 'The operating system refused access. The message names the file and the reason.',
    fix: 'Fix the reason named in the message, or use a folder that you can write to, on a disk with free space.',
  },
  unexpected: {
    status: 500,
    exit: 1,
    title: 'An unexpected error occurred',
    cause: 'The command ran into an error that it does not handle.',
    fix: 'Run the command again with --debug and report its output.',
  },
} as const satisfies Record<string, ErrorPage>;
