import type { ErrorPage } from './error-page.ts';

export const peopleErrors = {
  member_not_found: {
    status: 404,
    exit: 5,
    title: 'Member not found',
    cause: 'No member has this id or address, or the member was removed.',
    fix: 'List the members with `plexica members list --tenant <slug>`.',
  },
  member_exists: {
    status: 409,
    exit: 6,
    title: 'The person is already a member',
    cause: 'A tenant has at most one member with an address. Upper and lower case make no difference.',
    fix: 'Change the roles of the member with `plexica members set-role`, or send the invitation again with `plexica members invite <address> --again`.',
  },
  already_active: {
    status: 409,
    exit: 6,
    title: 'The member has already accepted the invitation',
    cause: 'Invitations are sent only to members who have never logged in.',
    fix: 'Ask the member to log in. A forgotten password is reset from the login page.',
  },
  last_admin: {
    status: 409,
    exit: 6,
    title: 'The last administrator stays',
    cause:
      'The change would leave nobody with the role `admin` (on the platform: `super_admin`). Somebody who has not accepted ' +
      'the invitation yet does not count if somebody else has.',
    fix: 'Give the role to another member first, with `plexica members set-role`.',
  },
  role_not_found: {
    status: 404,
    exit: 5,
    title: 'Role not found',
    cause: 'The tenant has no role with this key. Roles of a plugin exist while it is installed.',
    fix: 'List the roles with `plexica roles list --tenant <slug>`.',
  },
  role_exists: {
    status: 409,
    exit: 6,
    title: 'The role already exists',
    cause: 'The keys of roles are unique within a tenant.',
    fix: 'Choose another key, or change the role with `plexica roles update`.',
  },
  role_fixed: {
    status: 409,
    exit: 6,
    title: 'The role cannot be changed',
    cause:
      'The roles admin, user and guest are the same in every tenant, and a plugin defines its own roles.',
    fix: 'Create a role of your own with `plexica roles create`.',
  },
  role_in_use: {
    status: 409,
    exit: 6,
    title: 'The role is in use',
    cause: 'At least one member has the role.',
    fix: 'Give them other roles first, or delete the role with `--force`, which takes it from them.',
  },
  client_exists: {
    status: 409,
    exit: 6,
    title: 'The client already exists',
    cause: 'The names of clients are unique within a tenant.',
    fix: 'Choose another name, or rotate the secret of the client with `plexica clients rotate`.',
  },
  client_not_found: {
    status: 404,
    exit: 5,
    title: 'Client not found',
    cause: 'The tenant has no client with this id, or the client was deleted.',
    fix: 'List the clients with `plexica clients list --tenant <slug>`.',
  },
} as const satisfies Record<string, ErrorPage>;
