import type { ErrorPage } from './error-page.ts';

export const workspaceErrors = {
  workspace_not_found: {
    status: 404,
    exit: 5,
    title: 'Workspace not found',
    cause: 'The tenant has no workspace with this id or slug, or the workspace was deleted.',
    fix: 'List the workspaces with `plexica workspaces list --tenant <slug>`.',
  },
  workspace_required: {
    status: 400,
    exit: 2,
    title: 'A workspace is required',
    cause: 'The data of the plugin belongs to workspaces, and the request names none.',
    fix: 'Send the id or slug of a workspace in the header X-Workspace-ID.',
  },
  workspace_exists: {
    status: 409,
    exit: 6,
    title: 'The workspace already exists',
    cause: 'The slugs of workspaces are unique within a tenant.',
    fix: 'Choose another slug.',
  },
  workspace_fixed: {
    status: 409,
    exit: 6,
    title: 'The workspace cannot be deleted',
    cause: 'Every tenant has the workspace `default`.',
    fix: 'Give it another display name with `plexica workspaces rename default`, or delete the tenant.',
  },
  workspace_in_use: {
    status: 409,
    exit: 6,
    title: 'The workspace is in use',
    cause: 'The workspace has members other than you, or plugins store data in it.',
    fix: 'Delete it with `--force`. The data of plugins in it is then deleted too, or loses its workspace.',
  },
  workspace_member_not_found: {
    status: 404,
    exit: 5,
    title: 'Not a member of the workspace',
    cause:
      'No member of the workspace has this id or address. Members of the tenant are not members of every workspace.',
    fix: 'List the members with `plexica workspaces members list <workspace>`, or add the person with `plexica workspaces members add`.',
  },
  workspace_member_exists: {
    status: 409,
    exit: 6,
    title: 'Already a member of the workspace',
    cause: 'Somebody has at most one role in a workspace.',
    fix: 'Change the role with `plexica workspaces members set-role`.',
  },
  team_not_found: {
    status: 404,
    exit: 5,
    title: 'Team not found',
    cause: 'The workspace has no team with this id or name, or the team was deleted.',
    fix: 'List the teams with `plexica workspaces teams list <workspace>`.',
  },
  team_exists: {
    status: 409,
    exit: 6,
    title: 'The team already exists',
    cause: 'The names of teams are unique within a workspace.',
    fix: 'Choose another name.',
  },
} as const satisfies Record<string, ErrorPage>;
