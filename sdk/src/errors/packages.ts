import type { ErrorPage } from './error-page.ts';

export const packageErrors = {
  invalid_manifest: {
    status: 422,
    exit: 2,
    title: 'The manifest is not valid',
    cause: 'plexica.json, or a field of package.json that it builds on, breaks a rule.',
    fix: 'Correct every problem that is listed; each has its path in the file.',
  },
  reserved_name: {
    status: 422,
    exit: 2,
    title: 'The name is reserved',
    cause: 'Some slugs and ids would collide with paths, hosts or schemas of the platform.',
    fix: 'Choose another name.',
  },
  invalid_package: {
    status: 422,
    exit: 2,
    title: 'The package is refused',
    cause:
      'The tarball breaks a rule of the package format: the message names the entry and the rule. Or its manifest was not made from its code, which is seen when it is installed.',
    fix: 'Build it with `plexica pack`, which makes packages that pass, and look at the named entry.',
  },
  package_too_large: {
    status: 413,
    exit: 2,
    title: 'The package is too large',
    cause: 'A package may have 50 MiB packed, 250 MiB unpacked and 10,000 entries.',
    fix: 'Leave out what does not have to be shipped: see the largest entries with `plexica pack --dry-run`.',
  },
  integrity_mismatch: {
    status: 422,
    exit: 2,
    title: 'The octets are not what the sender announced',
    cause:
      'The sha512 of the received body differs from the announced one: it was cut or changed on the way.',
    fix: 'Send it again.',
  },
  version_exists: {
    status: 409,
    exit: 6,
    title: 'The version exists with other content',
    cause: 'A published version never changes.',
    fix: 'Raise the version in package.json and publish again.',
  },
  plugin_not_found: {
    status: 404,
    exit: 5,
    title: 'There is no such plugin',
    cause: 'Nothing was published under this id.',
    fix: 'Look for it with `plexica search <word>`.',
  },
  version_not_found: {
    status: 404,
    exit: 5,
    title: 'No version fits',
    cause: 'The plugin exists, but none of its versions has this number, tag or range.',
    fix: 'See its versions with `plexica info <plugin>`.',
  },
} as const satisfies Record<string, ErrorPage>;
