import type { ErrorPage } from './error-page.ts';

export const installationErrors = {
  unsatisfiable: {
    status: 409,
    exit: 6,
    title: 'The dependencies cannot be met',
    cause:
      'A plugin asks for a version of another that does not exist, or two ask for versions that exclude each other.',
    fix: 'The message names the chain. Ask for another version, or update the plugin that holds it back.',
  },
  dependency_cycle: {
    status: 409,
    exit: 6,
    title: 'The plugins depend on each other in a circle',
    cause: 'Plugins are installed in dependency order, and a circle has none.',
    fix: 'The message names the circle; one of its plugins has to make the dependency optional.',
  },
  plugin_conflict: {
    status: 409,
    exit: 6,
    title: 'Two plugins exclude each other',
    cause: 'A manifest lists the other plugin under conflicts.',
    fix: 'Uninstall one of them first.',
  },
  already_installed: {
    status: 409,
    exit: 6,
    title: 'The plugin is installed already',
    cause: 'A tenant has at most one installation of a plugin.',
    fix: 'Move it to another version with `plexica update`.',
  },
  not_installed: {
    status: 404,
    exit: 5,
    title: 'The plugin is not installed in this tenant',
    cause: 'The tenant has no installation of the plugin.',
    fix: 'List what it has with `plexica plugins --tenant <slug>`, or install it with `plexica install`.',
  },
  plugin_inactive: {
    status: 409,
    exit: 6,
    title: 'The plugin is not active in this tenant',
    cause: 'It is installed but switched off, or an operation on it has not finished.',
    fix: 'Switch it on with `plexica activate`.',
  },
  required_by_others: {
    status: 409,
    exit: 6,
    title: 'Other plugins of the tenant need this one',
    cause: 'An installed plugin lists it under dependencies.',
    fix: 'Uninstall or deactivate the plugins that the message names first.',
  },
  invalid_config: {
    status: 422,
    exit: 2,
    title: "The plugin's configuration is not valid",
    cause: "The values do not fit the JSON Schema in the plugin's manifest.",
    fix: 'Every bad field is named. Pass values with --config key=value or set them with `plexica config set`.',
  },
  migration_refused: {
    status: 422,
    exit: 2,
    title: 'A migration has a statement that is not allowed',
    cause:
      'Migrations may make tables, columns, indexes, constraints, views, sequences, types and data, nothing else.',
    fix: 'The message names file, line and rule. Change the statement, then build and publish again.',
  },
  migration_failed: {
    status: 422,
    exit: 2,
    title: 'A migration failed',
    cause: 'PostgreSQL refused a statement of it. Everything was rolled back.',
    fix: "The message names file and line and PostgreSQL's reason. Correct it and publish a new version.",
  },
  migration_changed: {
    status: 409,
    exit: 6,
    title: 'An applied migration has changed',
    cause:
      'A file that this tenant has applied already has other content in the new version, or is missing from it.',
    fix: 'Put the change into a new migration file. In `plexica dev`, --reset makes the installation anew, without its data.',
  },
  access_change: {
    status: 409,
    exit: 9,
    title: 'A plugin asks for access that nobody has accepted',
    cause:
      'The version asks for more access than the installed one, or, at a first installation, for any: hosts, open routes and the like. ' +
      'Nothing was changed. The message names each thing, and the field `access` lists them.',
    fix: 'Whoever may install plugins in the tenant decides. `plexica update <plugin>` on a terminal shows the difference and asks; `--accept-access` accepts it in a script, and `--yes` the access of a first installation. Over HTTP, send the items of `access` as `acceptAccess`.',
  },
  lifecycle_failed: {
    status: 422,
    exit: 2,
    title: 'A lifecycle method of the plugin failed',
    cause:
      'The code of this version could not be loaded, or its onInstall, onUpdate or onActivate threw an error or took too long. Everything was rolled back; only a plugin that refuses to be activated stays, inactive.',
    fix: "The message has the plugin's own error; `plexica logs <plugin> --tenant <tenant>` shows more.",
  },
  trust_needed: {
    status: 403,
    exit: 9,
    title: 'This machine cannot isolate the plugin',
    cause: 'The kernel wall is missing here, and the plugin was published by somebody else.',
    fix: 'Install bubblewrap on Linux (see `plexica doctor`), or accept the risk with --trust.',
  },
  untrusted_data: {
    status: 403,
    exit: 9,
    title: 'The data in the project was not made here',
    cause:
      '`plexica dev` keeps data in .plexica/ of the project, and starts only what it has made there itself, for this user on this machine: a database from elsewhere can run commands as you. A copy of the folder, and another PLEXICA_HOME, count as elsewhere.',
    fix: 'Remove .plexica/ to start with empty data. If you know where the data comes from, take it over with `plexica dev --trust-data`.',
  },
} as const satisfies Record<string, ErrorPage>;
