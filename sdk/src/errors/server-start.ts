import type { ErrorPage } from './error-page.ts';

export const serverStartErrors = {
  invalid_configuration: {
    status: 500,
    exit: 2,
    title: 'The configuration of the server is not valid',
    cause: 'One or more environment variables have values that are not valid.',
    fix: 'Correct each variable named in the message, then start the server again.',
  },
  data_folder_in_use: {
    status: 409,
    exit: 6,
    title: 'Another server uses the data folder',
    cause:
      'Only one server can use a data folder at a time. The message names its process and host; in a container, the host is the container.',
    fix: 'Stop that server, or set PLEXICA_DATA to another folder.',
  },
  database_in_use: {
    status: 409,
    exit: 6,
    title: 'The database of a killed server is still running',
    cause:
      'The server of this data folder was killed. Its PostgreSQL is still running where this process cannot stop it, such as in another container.',
    fix: 'Stop that container, or stop the `postgres` process of this folder there. Then start the server again.',
  },
  data_folder_unusable: {
    status: 500,
    exit: 2,
    title: 'The data folder cannot be used',
    cause:
      'The folder cannot be created, entered or written, or its file system does not support sockets. If root starts the server, the database runs as the user postgres, who must be able to use the folder.',
    fix: 'Set PLEXICA_DATA to a folder that this user can enter and write.',
  },
  port_in_use: {
    status: 409,
    exit: 6,
    title: 'The port is in use',
    cause: 'Another program is listening on the port.',
    fix: 'Choose another port with PLEXICA_PORT or --port. 0 picks a free port.',
  },
  database_unsuitable: {
    status: 500,
    exit: 2,
    title: 'The database does not meet the requirements',
    cause:
      'It is older than PostgreSQL 18, or it is not prepared: a role has too many or too few rights. The message lists the problems. An update of Plexica or PostgreSQL can require preparing it again.',
    fix: 'With DATABASE_URL in the environment, run `plexica-server database-script | psql -U postgres -d <database>` as a superuser of PostgreSQL.',
  },
} as const satisfies Record<string, ErrorPage>;
