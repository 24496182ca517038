import type { ErrorPage } from './error-page.ts';

export const serverStartErrors = {
  invalid_configuration: {
    status: 500,
    exit: 2,
    title: 'The configuration of the server is wrong',
    cause: 'One or more environment variables have values that the server cannot use.',
    fix: 'Every variable is named with its reason. Correct them and start again.',
  },
  data_folder_in_use: {
    status: 409,
    exit: 6,
    title: 'Another server uses the data folder',
    cause:
      'A data folder belongs to one running server. The message names its process and host, which is the container where it runs in one.',
    fix: 'Stop that server, or set PLEXICA_DATA to another folder.',
  },
  database_in_use: {
    status: 409,
    exit: 6,
    title: 'The database of a killed server still runs',
    cause:
      'The server of this data folder was killed, and its PostgreSQL runs on where this process cannot end it, as in another container.',
    fix: 'Stop that container, or end the `postgres` of this folder there. Then start again.',
  },
  data_folder_unusable: {
    status: 500,
    exit: 2,
    title: 'The data folder cannot be used',
    cause:
      'It cannot be made, entered or written, or its file system has no sockets; started by root, the database runs as the user postgres.',
    fix: 'Choose a folder with PLEXICA_DATA that the user can enter and write.',
  },
  port_in_use: {
    status: 409,
    exit: 6,
    title: 'The port is taken',
    cause: 'Another program listens on it.',
    fix: 'Choose another with PLEXICA_PORT or --port; 0 picks a free one.',
  },
  database_unsuitable: {
    status: 500,
    exit: 2,
    title: 'The database is not as Plexica needs it',
    cause:
      'It is older than PostgreSQL 18, or is not prepared: a role has a right too many or too few. The message lists what is missing. After an update of Plexica or PostgreSQL there may be more to prepare.',
    fix: 'With DATABASE_URL in the environment, run `plexica-server database-script | psql -U postgres -d <database>` as a superuser of PostgreSQL.',
  },
} as const satisfies Record<string, ErrorPage>;
