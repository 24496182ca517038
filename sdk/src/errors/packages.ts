import type { ErrorPage } from './error-page.ts';

export const packageErrors = {
  invalid_manifest: {
    status: 422,
    exit: 2,
    title: 'The manifest is not valid',
    cause: 'plexica.json, or a field of package.json that Plexica uses, breaks a rule.',
    fix: 'Correct every listed problem. Each one names its path in the file.',
  },
  reserved_name: {
    status: 422,
    exit: 2,
    title: 'The name is reserved',
    cause: 'This slug or id would conflict with a path, host or schema of the platform.',
    fix: 'Choose another name.',
  },
  invalid_package: {
    status: 422,
    exit: 2,
    title: 'The package is not valid',
    cause:
      'The tarball breaks a rule of the package format; the message names the entry and the rule. Or its manifest does not match its code, which is detected at installation.',
    fix: 'Create the package with `plexica pack`, which follows all rules, and check the entry named in the message.',
  },
  package_too_large: {
    status: 413,
    exit: 2,
    title: 'The package is too large',
    cause: 'A package can have at most 50 MiB packed, 250 MiB unpacked and 10,000 entries.',
    fix: 'Remove files that the plugin does not need. `plexica pack --dry-run` lists the largest entries.',
  },
  integrity_mismatch: {
    status: 422,
    exit: 2,
    title: 'The upload does not match its checksum',
    cause:
      'The sha512 of the received body differs from the sha512 that was sent with it. The body was truncated or changed in transit.',
    fix: 'Send the upload again.',
  },
  version_exists: {
    status: 409,
    exit: 6,
    title: 'The version already exists with different content',
    cause: 'A published version cannot change.',
    fix: 'Increase the version in package.json and publish again.',
  },
  plugin_not_found: {
    status: 404,
    exit: 5,
    title: 'Plugin not found',
    cause: 'No plugin was published under this id.',
    fix: 'Search for the plugin with `plexica search <word>`.',
  },
  version_not_found: {
    status: 404,
    exit: 5,
    title: 'Version not found',
    cause: 'The plugin exists, but none of its versions matches this number, tag or range.',
    fix: 'List its versions with `plexica info <plugin>`.',
  },
} as const satisfies Record<string, ErrorPage>;
