import { gzipSync } from 'node:zlib';
import {
  builtCrm,
  goodEntries,
  gzipMember,
  packageOf,
  paxEntry,
  paxRecord,
  rawEntry,
  tarEnd,
  type Parts,
} from './tarballs.ts';

/** `message` is the refusal's: the name of the entry, if there is one, and the rule. */
export type HostilePackage = [what: string, bytes: Buffer, message: RegExp, code?: string];

const tar = Buffer.concat([...goodEntries(), tarEnd]);
const file = (name: string, content: string | Buffer = 'x') => rawEntry({ name, content });
const base64 = 'MC4CAQAwBQYDK2VwBCIEIGM4Zk1nV2t2b3JyYW5kb21ieXRlc2hlcmUx';

const paths: HostilePackage[] = [
  ['an absolute path', packageOf(file('/etc/passwd')), /^\/etc\/passwd: is an absolute path/],
  ['a drive letter', packageOf(file('C:/x')), /absolute/],
  ['..', packageOf(file('package/../../x')), /^package\/\.\.\/\.\.\/x: has "\.\."/],
  ['.. in the prefix', packageOf(rawEntry({ name: 'x', prefix: 'package/../..' })), /has "\.\."/],
  [
    '.. in a pax path',
    packageOf(paxEntry(paxRecord('path', 'package/../x')), file('package/y')),
    /has "\.\."/,
  ],
  ['a backslash', packageOf(file('package\\..\\x')), /backslash/],
  ['another root', packageOf(file('pkg/x')), /^pkg\/x: is outside package\//],
  ['a file instead of the root', packageOf(file('package')), /both a file and a folder/],
  ['an empty part', packageOf(file('package//x')), /empty or "\."/],
  ['a dot part', packageOf(file('package/./x')), /empty or "\."/],
  ['a file that ends in a slash', packageOf(file('package/x/')), /empty or "\."/],
  ['no name', packageOf(file('')), /no name/],
];

const kinds: HostilePackage[] = [
  [
    'a hard link',
    packageOf(rawEntry({ name: 'package/x', type: '1', linkName: 'package/y' })),
    /is a hard link/,
  ],
  [
    'a symbolic link',
    packageOf(rawEntry({ name: 'package/x', type: '2', linkName: '/etc' })),
    /is a symbolic link/,
  ],
  ['a character device', packageOf(rawEntry({ name: 'package/x', type: '3' })), /character device/],
  ['a block device', packageOf(rawEntry({ name: 'package/x', type: '4' })), /block device/],
  ['a FIFO', packageOf(rawEntry({ name: 'package/x', type: '6' })), /is a FIFO/],
  ['a GNU sparse file', packageOf(rawEntry({ name: 'package/x', type: 'S' })), /sparse file/],
  [
    'a GNU long name',
    packageOf(rawEntry({ name: '././@LongLink', type: 'L', content: 'package/x\0' })),
    /GNU long name/,
  ],
  [
    'a global pax header',
    packageOf(rawEntry({ name: 'package/x', type: 'g', content: paxRecord('path', 'package/y') })),
    /global pax/,
  ],
  ['an unknown type', packageOf(rawEntry({ name: 'package/x', type: 'Z' })), /unknown entry type "Z"/],
  [
    'a link target on a file',
    packageOf(rawEntry({ name: 'package/x', linkName: '/etc/passwd' })),
    /link target/,
  ],
  [
    'set-user-id',
    packageOf(rawEntry({ name: 'package/x', mode: '0004755\0' })),
    /^package\/x: has a set-user-id/,
  ],
  ['set-group-id', packageOf(rawEntry({ name: 'package/x', mode: '0002755\0' })), /set-group-id/],
  ['sticky', packageOf(rawEntry({ name: 'package/x', mode: '0001755\0' })), /sticky/],
];

const collisions: HostilePackage[] = [
  [
    'one name twice',
    packageOf(file('package/x'), file('package/x', 'y')),
    /^package\/x: is in the package twice/,
  ],
  [
    'one name twice by pax',
    packageOf(file('package/x'), paxEntry(paxRecord('path', 'package/x')), file('package/y')),
    /twice/,
  ],
  [
    'names that differ in case',
    packageOf(file('package/a.js'), file('package/A.js')),
    /^package\/A\.js: collides with package\/a\.js/,
  ],
  [
    'folders that differ in case',
    packageOf(file('package/a/x'), file('package/A/y')),
    /collides with package\/a:/,
  ],
  ['ß and SS', packageOf(file('package/straße'), file('package/STRASSE')), /collides/],
  ['NFC and NFD', packageOf(file('package/\u00e9'), file('package/e\u0301')), /collides/],
  ['full-width letters', packageOf(file('package/a'), file('package/\uff41')), /collides/],
  ['the root in another case', packageOf(file('Package/x')), /outside package/],
  [
    'a file that is also a folder',
    packageOf(file('package/a'), file('package/a/b')),
    /both a file and a folder/,
  ],
  [
    'a folder that is also a file',
    packageOf(file('package/a/b'), file('package/a')),
    /both a file and a folder/,
  ],
];

const names: HostilePackage[] = [
  ['a Windows device', packageOf(file('package/aux.js')), /device name on Windows/],
  ['a Windows device with a superscript', packageOf(file('package/COM¹')), /device name on Windows/],
  ['a character of Windows', packageOf(file('package/a:b')), /Windows does not allow/],
  ['a trailing dot', packageOf(file('package/a.')), /ends in a dot/],
  ['a trailing space', packageOf(file('package/a ')), /ends in a dot or space/],
  ['a line break', packageOf(file('package/a\nb')), /^package\/a\\nb: has control/],
  ['a direction mark', packageOf(file('package/a\u202egpj.js')), /invisible/],
  ['a NUL in a name', packageOf(rawEntry({ name: Buffer.from('package/x\0.js') })), /NUL within its name/],
  [
    'a NUL in a prefix',
    packageOf(rawEntry({ name: 'x', prefix: Buffer.from('package\0/..') })),
    /NUL within its name/,
  ],
  [
    'a NUL in a pax path',
    packageOf(paxEntry(paxRecord('path', 'package/x\0y')), file('package/z')),
    /control/,
  ],
  [
    'a name that is not UTF-8',
    packageOf(rawEntry({ name: Buffer.from('package/\xff', 'latin1') })),
    /not UTF-8/,
  ],
  [
    'a pax path that is not UTF-8',
    packageOf(paxEntry(Buffer.from('19 path=package/\xff\n', 'latin1')), file('package/z')),
    /not UTF-8|malformed/,
  ],
  [
    'a long path',
    packageOf(paxEntry(paxRecord('path', `package/${'a/'.repeat(300)}x`)), file('package/z')),
    /more than 512 bytes/,
  ],
  [
    'a long name',
    packageOf(paxEntry(paxRecord('path', `package/${'a'.repeat(256)}`)), file('package/z')),
    /more than 255 bytes/,
  ],
  [
    'a deep path',
    packageOf(paxEntry(paxRecord('path', `package/${'a/'.repeat(40)}x`)), file('package/z')),
    /more than 32 folders/,
  ],
];

const pax: HostilePackage[] = [
  [
    'a pax size',
    packageOf(paxEntry(paxRecord('size', '0')), file('package/x')),
    /pax header with the key "size"/,
  ],
  ['a pax link', packageOf(paxEntry(paxRecord('linkpath', '/etc')), file('package/x')), /key "linkpath"/],
  [
    'a pax sparse map',
    packageOf(paxEntry(paxRecord('GNU.sparse.map', '0,1')), file('package/x')),
    /key "GNU\.sparse\.map"/,
  ],
  [
    'pax records of a wrong length',
    packageOf(paxEntry('99 path=package/x\n'), file('package/y')),
    /malformed pax header/,
  ],
  [
    'a pax record of length zero',
    packageOf(paxEntry('0 path=package/x\n'), file('package/y')),
    /malformed pax header/,
  ],
  [
    'a pax key twice',
    packageOf(paxEntry(paxRecord('path', 'package/a') + paxRecord('path', 'package/b')), file('package/y')),
    /two records of the key "path"/,
  ],
  [
    'two pax headers',
    packageOf(
      paxEntry(paxRecord('path', 'package/a')),
      paxEntry(paxRecord('path', 'package/b')),
      file('package/y'),
    ),
    /two pax headers/,
  ],
  ['a pax header at the end', packageOf(paxEntry(paxRecord('path', 'package/a'))), /belongs to no entry/],
  [
    'a giant pax header',
    packageOf(paxEntry(paxRecord('comment', 'x'.repeat(10_000))), file('package/y')),
    /pax header of \d+ bytes/,
  ],
];

const headers: HostilePackage[] = [
  ['a wrong checksum', packageOf(rawEntry({ name: 'package/x', checksum: '0000000\0' })), /invalid checksum/],
  ['the GNU format', packageOf(rawEntry({ name: 'package/x', magic: 'ustar  \0' })), /POSIX/],
  ['the old format', packageOf(rawEntry({ name: 'package/x', magic: '\0\0\0\0\0\0\0\0' })), /POSIX/],
  [
    'a binary size',
    packageOf(rawEntry({ name: 'package/x', size: '\u0080\0\0\0\0\0\0\0\0\0\0\u0001' })),
    /size in its tar header is not an octal/,
  ],
  ['a negative size', packageOf(rawEntry({ name: 'package/x', size: '-0000000001\0' })), /not an octal/],
  [
    'a size with two readings',
    packageOf(rawEntry({ name: 'package/x', size: '00000001 77\0' })),
    /not an octal/,
  ],
  [
    'a folder with content',
    packageOf(rawEntry({ name: 'package/a', type: '5', content: 'x' })),
    /folder with content/,
  ],
  ['data in the padding', packageOf(rawEntry({ name: 'package/x', content: 'x', padding: 7 })), /hides data/],
];

const ends: HostilePackage[] = [
  [
    'data after the archive',
    gzipSync(Buffer.concat([tar, Buffer.from('more')])),
    /data after the end of the tar/,
  ],
  ['a second archive', gzipSync(Buffer.concat([tar, tar])), /data after the end of the tar/],
  ['one end block', gzipSync(Buffer.concat([...goodEntries(), Buffer.alloc(512)])), /no end/],
  ['no end block', gzipSync(Buffer.concat(goodEntries())), /no end/],
  ['a cut content', gzipSync(tar.subarray(0, 700)), /truncated/],
  ['endless padding', gzipSync(Buffer.concat([tar, Buffer.alloc(1024 * 1024)])), /64 KiB of padding/],
];

const gzip: HostilePackage[] = [
  ['a cut gzip', gzipSync(tar).subarray(0, -40), /truncated/],
  ['a cut gzip checksum', gzipSync(tar).subarray(0, -3), /checksum is missing/],
  [
    'a wrong gzip checksum',
    Buffer.concat([gzipSync(tar).subarray(0, -8), Buffer.alloc(4), gzipSync(tar).subarray(-4)]),
    /damaged/,
  ],
  ['bytes after gzip', Buffer.concat([gzipSync(tar), Buffer.from('garbage')]), /7 bytes after the end/],
  ['zeros after gzip', Buffer.concat([gzipSync(tar), Buffer.alloc(512)]), /512 bytes after the end/],
  [
    'a second gzip member',
    Buffer.concat([gzipMember(tar.subarray(0, 512)), gzipMember(tar.subarray(512))]),
    /truncated|bytes after/,
  ],
  [
    'an empty second gzip member',
    Buffer.concat([gzipMember(tar), gzipMember(Buffer.alloc(0))]),
    /bytes after the end/,
  ],
  [
    'a name in the gzip header',
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 0x61, 0]), gzipSync(tar).subarray(10)]),
    /extra fields/,
  ],
  ['no gzip', tar, /not a gzip file/],
  ['text', Buffer.from('{"name": "crm"}'), /not a gzip file/],
  ['nothing', Buffer.alloc(0), /less than 10 bytes/],
  [
    'random gzip data',
    Buffer.concat([gzipSync(tar).subarray(0, 10), Buffer.alloc(500, 0xee)]),
    /not valid gzip/,
  ],
];

const files: HostilePackage[] = [
  ['.npmrc', packageOf(file('package/.npmrc')), /^package\/\.npmrc: can contain registry credentials/],
  ['.env', packageOf(file('package/dist/ui/.env')), /can contain secrets/],
  ['.env.production', packageOf(file('package/.ENV.production')), /can contain secrets/],
  ['.git', packageOf(file('package/.git/config')), /private folder/],
  ['node_modules', packageOf(file('package/node_modules/x/index.js')), /bundle dependencies into dist/],
  ['binding.gyp', packageOf(file('package/binding.gyp')), /native code/],
  ['a native addon', packageOf(file('package/dist/backend/addon.NODE')), /native addon/],
];

const migrations: HostilePackage[] = [
  [
    'a migration of more than 1 MiB',
    packageOf(file('package/migrations/1.sql', Buffer.alloc(2 ** 20 + 1, ' '))),
    /^package\/migrations\/1\.sql: has 1048577 bytes; the limit for a migration is 1 MiB: split it/,
  ],
  [
    'migrations of more than 4 MiB together',
    packageOf(
      ...[1, 2, 3, 4].map((n) => file(`package/migrations/${n}.sql`, Buffer.alloc(2 ** 20, ' '))),
      file('package/migrations/5.sql'),
    ),
    /^package\/migrations\/5\.sql: exceeds the limit of 4 MiB for all migrations together: load data in/,
  ],
  [
    'more than 1,000 migrations',
    packageOf(...Array.from({ length: 1001 }, (_, n) => file(`package/migrations/${n}.sql`))),
    /^package\/migrations\/1000\.sql: exceeds the limit of 1000 migrations: combine several into one file/,
  ],
];

const secrets: HostilePackage[] = [
  [
    'a private key',
    packageOf(file('package/a.js', `1\n2\nconst k = \`-----BEGIN PRIVATE KEY-----\n${base64}`)),
    /^package\/a\.js: line 3 contains a private key/,
  ],
  [
    'a private key in a string',
    packageOf(file('package/a.js', `"-----BEGIN EC PRIVATE KEY-----\\n${base64}"`)),
    /line 1 contains a private key/,
  ],
  [
    'an encrypted key',
    packageOf(
      file(
        'package/k',
        `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${base64}`,
      ),
    ),
    /a private key/,
  ],
  [
    'a Plexica token',
    packageOf(file('package/a.js', `\nx = 'plx_${'aB3-_'.repeat(8)}abc'`)),
    /line 2 contains a Plexica token/,
  ],
  ['an npm token', packageOf(file('package/a.map', `npm_${'a1B2'.repeat(9)}`)), /an npm token/],
  ['a GitHub token', packageOf(file('package/a.js', `ghp_${'a1B2'.repeat(9)}`)), /a GitHub token/],
  ['an AWS key', packageOf(file('package/a.js', '"AKIAIOSFODNN7SAMPLED"')), /an AWS access key/],
  [
    'a token after a megabyte',
    packageOf(file('package/a.js', `${'x\n'.repeat(500_000)}sk_live_${'a1B2'.repeat(6)}`)),
    /line 500001 contains a Stripe key/,
  ],
];

const scripted = (packageJson: object): Parts => ({
  packageJson: { name: 'crm', version: '1.0.0', ...packageJson },
});
const byContent: [what: string, parts: Parts, message: RegExp, code?: string][] = [
  ['package.json that is not JSON', { packageJson: '{' }, /package\.json: .*line 1, column 2/],
  ['package.json that is a list', { packageJson: '[]' }, /not a JSON object/],
  [
    'another name in package.json',
    scripted({ name: 'crn' }),
    /"name" is "crn", but dist\/plexica\.json says "crm"/,
  ],
  ['another version in package.json', scripted({ version: '1.0.1' }), /"version" is "1\.0\.1"/],
  ['preinstall', scripted({ scripts: { preinstall: 'x' } }), /install script "preinstall"/],
  ['install', scripted({ scripts: { install: 'x' } }), /install script "install"/],
  ['postinstall', scripted({ scripts: { test: 'x', postinstall: 'x' } }), /install script "postinstall"/],
  ['prepare', scripted({ scripts: { prepare: 'x' } }), /install script "prepare"/],
  ['bin', scripted({ bin: 'x.js' }), /"bin"/],
  ['directories.bin', scripted({ directories: { bin: 'x' } }), /"directories"/],
  ['gypfile', scripted({ gypfile: true }), /gypfile/],
  ['dependencies', scripted({ dependencies: { left: '1' } }), /has "dependencies"; bundle dependencies/],
  ['bundled dependencies', scripted({ bundleDependencies: true }), /has "bundleDependencies"/],
  [
    'an unknown key in the manifest',
    { manifest: { ...builtCrm, hooks: {} } },
    /hooks: is not a known key/,
    'invalid_manifest',
  ],
  [
    'a prototype in the manifest',
    { manifest: `{"__proto__": {}, ${JSON.stringify(builtCrm).slice(1)}` },
    /__proto__/,
    'invalid_manifest',
  ],
  [
    'half of a surrogate pair in the manifest',
    { manifest: `{"displayName": "\\ud800", ${JSON.stringify(builtCrm).slice(1)}` },
    /half of a surrogate pair/,
    'invalid_manifest',
  ],
  ['U+0000 in package.json', scripted({ author: 'a\0b' }), /U\+0000/],
  [
    'a protocol of the future',
    { manifest: { ...builtCrm, protocol: 2 } },
    /protocol: must be 1/,
    'invalid_manifest',
  ],
  ['a reserved id', { manifest: { ...builtCrm, id: 'npm', name: 'npm' } }, /reserved/, 'invalid_manifest'],
  [
    'an icon that is not there',
    { manifest: { ...builtCrm, icon: 'assets/icon.svg' } },
    /package\/assets\/icon\.svg: is missing, but icon names it/,
  ],
  ['a ui that is not there', { manifest: { ...builtCrm, ui: {} } }, /dist\/ui\/index\.js: is missing/],
  [
    'an event schema that is not there',
    { manifest: { ...builtCrm, events: { publishes: { 'contact.created': { schema: 'events/c.json' } } } } },
    /events\/c\.json: is missing, but events\.publishes\["contact\.created"\]/,
  ],
];

const contents: HostilePackage[] = [
  ...byContent.map(([what, parts, ...refusal]): HostilePackage => [
    what,
    gzipSync(Buffer.concat([...goodEntries(parts), tarEnd])),
    ...refusal,
  ]),
  ...['package.json', 'dist/plexica.json'].map((path, index): HostilePackage => [
    `a ${path} that is not UTF-8`,
    gzipSync(
      Buffer.concat([
        ...goodEntries().toSpliced(
          index,
          1,
          file(`package/${path}`, Buffer.from('{"name": "caf\xe9"}', 'latin1')),
        ),
        tarEnd,
      ]),
    ),
    new RegExp(`^package/${path}: is not valid UTF-8`),
  ]),
  ...['package.json', 'dist/plexica.json', 'dist/backend/index.js'].map((missing, index): HostilePackage => [
    `no ${missing}`,
    gzipSync(Buffer.concat([...goodEntries().toSpliced(index, 1), tarEnd])),
    new RegExp(missing),
  ]),
];

export const HOSTILE_THEMES: readonly (readonly [theme: string, packages: readonly HostilePackage[]])[] = [
  ['Paths', paths],
  ['Entries that are not plain files', kinds],
  ['Names that collide', collisions],
  ['Names that depend on the file system', names],
  ['Extended (pax) headers', pax],
  ['Headers and contents of entries', headers],
  ['Where the archive ends', ends],
  ['The gzip around it', gzip],
  ['Files that do not belong in a package', files],
  ['Migrations that every update would read', migrations],
  ['Secrets', secrets],
  ['package.json, manifest and what they name', contents],
];

/** Every kind of package that is refused for what is in it, each as `crm` 1.0.0. */
export const hostilePackages: readonly HostilePackage[] = HOSTILE_THEMES.flatMap(([, packages]) => packages);
