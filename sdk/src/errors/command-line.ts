import type { ErrorPage } from './error-page.ts';

export const commandLineErrors = {
  missing_flags: {
    status: 422,
    exit: 2,
    title: 'Flags are missing and nobody can be asked',
    cause: 'Without a terminal, and with --yes, --json or CI set, the command cannot prompt.',
    fix: 'Pass every flag that the message names.',
  },
  bad_usage: {
    status: 422,
    exit: 2,
    title: 'The command was called in a wrong way',
    cause: 'A flag or argument is unknown, missing or contradicts another.',
    fix: 'Run the command with --help for its flags and examples.',
  },
  folder_not_empty: {
    status: 409,
    exit: 2,
    title: 'The folder is not empty',
    cause: 'A project is only made in a new or empty folder, so that no file is overwritten.',
    fix: 'Choose another name, or empty the folder.',
  },
  not_a_plugin: {
    status: 404,
    exit: 2,
    title: 'This is not a plugin project',
    cause: 'The folder has no plexica.json.',
    fix: "Change into a plugin's folder, or make one with `plexica create`.",
  },
  build_failed: {
    status: 422,
    exit: 2,
    title: 'The build failed',
    cause:
      'The code has a syntax or type error, an import that cannot be found, or declares something impossible.',
    fix: 'The message shows file, line and code.',
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
    cause: 'Nothing answers at the address, or not in time.',
    fix: 'Start one with `plexica up`, or give the right address with --server or PLEXICA_SERVER.',
  },
  server_moved: {
    status: 503,
    exit: 7,
    title: 'The server is at another address',
    cause:
      'The address answers with a redirect. Following it could change the request and take the token elsewhere.',
    fix: 'Give the address that the message names with --server or PLEXICA_SERVER, if you trust it.',
  },
  server_start_failed: {
    status: 500,
    exit: 1,
    title: 'The server did not start',
    cause: 'plexica-server ended before it was ready; its own message is shown.',
    fix: '`plexica doctor` checks what a server needs on this machine.',
  },
  context_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such context',
    cause: 'A context is a remembered server with its token; none has this name.',
    fix: 'List them with `plexica context list`, or make one with `plexica login`.',
  },
  interrupted: {
    status: 499,
    exit: 130,
    title: 'Interrupted',
    cause: 'Ctrl-C or a signal stopped the command.',
    fix: 'Run it again; work that the server had begun goes on there.',
  },
  file_error: {
    status: 500,
    exit: 1,
    title: 'A file cannot be read or written',
    cause: 'The system refuses it. The message names the file and the reason.',
    fix: 'Remove the reason, or work in a folder that you may write to, on a device with room.',
  },
  unexpected: {
    status: 500,
    exit: 1,
    title: 'Something unexpected happened',
    cause: 'The command met a case that it does not know.',
    fix: 'Run it again with --debug and report what it prints.',
  },
} as const satisfies Record<string, ErrorPage>;
