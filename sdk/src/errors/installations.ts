import type { ErrorPage } from './error-page.ts';

export const installationErrors = {
  unsatisfiable: {
    status: 409,
    exit: 6,
    title: 'The dependencies cannot be resolved',
    cause:
      'A plugin requires a version of another plugin that does not exist, or two plugins require versions that conflict.',
    fix: 'The message names the chain of dependencies. Request another version, or update the plugin that prevents it.',
  },
  dependency_cycle: {
    status: 409,
    exit: 6,
    title: 'The plugins depend on each other in a cycle',
    cause: 'Plugins are installed after their dependencies, which is impossible in a cycle.',
    fix: 'The message names the cycle. Make the dependency optional in one of its plugins.',
  },
  plugin_conflict: {
    status: 409,
    exit: 6,
    title: 'Two plugins conflict',
    cause: 'The manifest of one plugin lists the other under conflicts.',
    fix: 'Uninstall one of the plugins first.',
  },
  already_installed: {
    status: 409,
    exit: 6,
    title: 'The plugin is already installed',
    cause: 'A tenant can install a plugin only once.',
    fix: 'To change its version, run `plexica update`.',
  },
  not_installed: {
    status: 404,
    exit: 5,
    title: 'The plugin is not installed in this tenant',
    cause: 'The tenant has no installation of the plugin.',
    fix: 'List the installed plugins with `plexica plugins --tenant <slug>`, or install the plugin with `plexica install`.',
  },
  plugin_inactive: {
    status: 409,
    exit: 6,
    title: 'The plugin is not active in this tenant',
    cause: 'The plugin is installed but deactivated, or an operation on it has not finished.',
    fix: 'Activate the plugin with `plexica activate`.',
  },
  required_by_others: {
    status: 409,
    exit: 6,
    title: 'Other plugins of the tenant require this one',
    cause: 'An installed plugin lists this plugin under dependencies.',
    fix: 'First uninstall or deactivate the plugins named in the message.',
  },
  invalid_config: {
    status: 422,
    exit: 2,
    title: 'The configuration of the plugin is not valid',
    cause: 'The values do not match the JSON Schema in the manifest of the plugin.',
    fix: 'Correct every field named in the message: pass values with --config key=value, or set them with `plexica config set`.',
  },
  migration_refused: {
    status: 422,
    exit: 2,
    title: 'A migration contains a statement that is not allowed',
    cause:
      'Migrations can only create or change tables, columns, indexes, constraints, views, sequences, types and data.',
    fix: 'Change the statement at the file and line named in the message, then build and publish again.',
  },
  migration_failed: {
    status: 422,
    exit: 2,
    title: 'A migration failed',
    cause: 'PostgreSQL refused a statement of the migration. Everything was rolled back.',
    fix: 'The message names the file, the line and the reason. Correct the statement and publish a new version.',
  },
  migration_changed: {
    status: 409,
    exit: 6,
    title: 'An applied migration has changed',
    cause:
      'A migration file that this tenant has already applied is different in the new version, or missing from it.',
    fix: 'Restore the old file and put the change into a new migration file. In `plexica dev`, --reset recreates the installation and erases its data.',
  },
  access_change: {
    status: 409,
    exit: 9,
    title: 'A plugin requests access that was not accepted',
    cause:
      'The plugin is new in the tenant and requests access, such as hosts or public routes, or its new version requests more ' +
      'access than the installed one. Nothing was changed. The message names each item; the field `access` lists them.',
    fix: 'Review the access and accept it. On a terminal, `plexica install` and `plexica update` show it and ask. In a script, pass `--yes` to `plexica install` or `--accept-access` to `plexica update`. Over HTTP, send the items of `access` as `acceptAccess`.',
  },
  lifecycle_failed: {
    status: 422,
    exit: 2,
    title: 'A lifecycle method of the plugin failed',
    cause:
      'The code of this version could not be loaded, or its onInstall, onUpdate or onActivate threw an error or took too long. Everything was rolled back, except that a plugin whose onActivate failed stays installed and inactive.',
    fix: 'The message contains the error of the plugin. For details, run `plexica logs <plugin> --tenant <tenant>`.',
  },
  trust_needed: {
    status: 403,
    exit: 9,
    title: 'This machine cannot isolate the plugin',
    cause: 'The kernel wall is missing on this machine, and the code of the plugin is not trusted.',
    fix: 'Install bubblewrap on Linux (see `plexica doctor`), or accept the risk with --trust.',
  },
  untrusted_data: {
    status: 403,
    exit: 9,
    title: 'The data in the project was created elsewhere',
    cause:
      '`plexica dev` keeps data in .plexica/ in the project. It only starts a database that it created there itself, for this user on this machine, because a database from elsewhere can run commands as you. A copied folder or another PLEXICA_HOME counts as elsewhere.',
    fix: 'Delete .plexica/ to start with empty data. If you trust the origin of the data, use it with `plexica dev --trust-data`.',
  },
} as const satisfies Record<string, ErrorPage>;
