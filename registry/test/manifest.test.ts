import { expect } from 'chai';
import type { Issue } from '@plexica/sdk/errors';
import {
  buildManifest,
  parseBuiltManifest,
  readManifest,
  readPackageJson,
  readProject,
} from '../src/manifest/read.ts';
import { builtCrm } from './tarballs.ts';

function issuesOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    const { issues, code } = error as { issues: Issue[]; code: string };
    expect(code).to.equal('invalid_manifest');
    return issues.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const crm = {
  id: 'crm',
  permissions: { 'contacts.read': 'See contacts', 'contacts.write': 'Change contacts' },
};

/** Added to a good manifest: exactly these problems. */
const table: [what: string, added: object, problems: RegExp[]][] = [
  [
    'every key in order',
    {
      $schema: 'x',
      displayName: 'CRM',
      category: 'crm',
      icon: './assets/icon.svg',
      screenshots: ['assets/a.png'],
      backend: { entry: 'src/index.ts' },
      ui: {
        entry: 'ui/index.tsx',
        routes: [{ path: '/', component: 'Home', title: 'Home', permission: 'contacts.read' }],
        menu: [{ label: 'CRM', path: '/', icon: 'users', order: 1 }],
        widgets: [{ id: 'open-deals', component: 'OpenDeals', title: 'Open deals' }],
        extensions: [{ slot: 'sidebar.menu', component: 'Side' }],
      },
      roles: { sales: ['contacts.*'], boss: ['*'], reader: ['contacts.read'] },
      access: {
        network: ['api.stripe.com', '*.example.com', '*.example.co.uk'],
        storage: true,
        members: 'read',
      },
      dependencies: { billing: '^1' },
      optionalDependencies: { analytics: '>=1 <3' },
      conflicts: { billing: '<1.2' },
      services: { contacts: { version: '1.2.0', methods: { list: { input: {}, output: {} } } } },
      uses: ['billing.invoices@^1'],
      events: {
        publishes: { 'contact.created': { schema: 'events/contact.created.json' } },
        subscribes: ['core.workspace.*', 'plugin.billing.invoice.paid', 'core.*'],
      },
      config: { type: 'object', properties: { key: { type: 'string', writeOnly: true } }, required: ['key'] },
      workspaceAware: true,
    },
    [],
  ],
  [
    'an unknown key',
    { permisions: {} },
    [/^permisions: is not a known key \(did you mean "permissions"\?\)$/],
  ],
  [
    'unknown keys at several places',
    { ui: { menus: [] }, access: { netwrok: [] }, nonsense: 1 },
    [/^ui\.menus: .*"menu"/, /^access\.netwrok: .*"network"/, /^nonsense: is not a known key$/],
  ],
  ['a wrong type', { displayName: 5 }, [/^displayName: has to be a string, not a number$/]],
  ['null', { permissions: null }, [/^permissions: has to be an object, not null$/]],
  ['a list for an object', { roles: [] }, [/^roles: has to be an object, not an array$/]],
  [
    'a category that is none',
    { category: 'games' },
    [/^category: is not a category; choose one of analytics/],
  ],
  ['an icon outside the project', { icon: '../icon.svg' }, [/^icon: leads out of the project/]],
  ['an absolute icon', { icon: '/icon.svg' }, [/^icon: is absolute/]],
  ['an icon of Windows', { icon: 'a\\b.svg' }, [/^icon: has a backslash/]],
  ['an icon that is a program', { icon: 'icon.js' }, [/^icon: has to end in \.svg/]],
  ['a line break for people', { displayName: 'C\nRM' }, [/^displayName: has line breaks/]],
  [
    'a permission in upper case',
    { permissions: { 'contacts.Read': 'See' } },
    [/^permissions\["contacts\.Read"\]: is not a permission key/],
  ],
  [
    'a permission without a text',
    { permissions: { 'contacts.read': '' } },
    [/^permissions\["contacts\.read"\]: is empty/],
  ],
  [
    'a role of nobody',
    { roles: { sales: ['deals.*', 'contact.read'] } },
    [
      /^roles\.sales\[0\]: "deals\.\*" is not declared/,
      /^roles\.sales\[1\]: "contact\.read" is not declared under permissions \(did you mean "contacts\.read"\?\)/,
    ],
  ],
  [
    'a star in the middle',
    { roles: { sales: ['*.read'] } },
    [/^roles\.sales\[0\]: is not a permission or a pattern/],
  ],
  ['an empty role', { roles: { sales: [] } }, [/^roles\.sales: lists no permission/]],
  [
    'a ui permission of nobody',
    { ui: { menu: [{ label: 'x', path: '/', permission: 'deals.read' }] } },
    [/^ui\.menu\[0\]\.permission: "deals\.read" is not declared/],
  ],
  [
    'a slot that is none',
    { ui: { extensions: [{ slot: 'footer', component: 'X' }] } },
    [/^ui\.extensions\[0\]\.slot: is not a slot/],
  ],
  [
    'a ui route without title',
    { ui: { routes: [{ path: 'x', component: 'x' }] } },
    [
      /routes\[0\]\.path: is not a path/,
      /routes\[0\]\.component: is not the name/,
      /routes\[0\]\.title: is missing/,
    ],
  ],
  ['other members', { access: { members: 'write' } }, [/^access\.members: can only be "read"/]],
  ['a dependency on itself', { dependencies: { crm: '*' } }, [/^dependencies\.crm: is the plugin itself/]],
  [
    'a dependency that is also optional',
    { dependencies: { billing: '*' }, optionalDependencies: { billing: '*' } },
    [/^optionalDependencies\.billing: is listed under dependencies already/],
  ],
  [
    'a range that is none',
    { dependencies: { billing: 'newest' } },
    [/^dependencies\.billing: is not a semver range/],
  ],
  ['an empty range', { conflicts: { billing: '' } }, [/^conflicts\.billing: is empty; write "\*"/]],
  [
    'a dependency with a bad id',
    { dependencies: { 'B!': '*' } },
    [/^dependencies\["B!"\]: "B!" has the character/],
  ],
  [
    'a use without a range',
    { uses: ['crm.contacts'] },
    [/^uses\[0\]: is not of the form plugin\.service@range/],
  ],
  [
    'a use with a bad range',
    { uses: ['billing.invoices@new'], dependencies: { billing: '*' } },
    [/^uses\[0\]: has no semver range/],
  ],
  [
    'a use of no dependency',
    { uses: ['billing.invoices@^1'] },
    [/^uses\[0\]: is a service of "billing", which is under neither/],
  ],
  ['a use of itself', { uses: ['crm.contacts@^1'] }, [/^uses\[0\]: is a service of the plugin itself/]],
  [
    'a service without a version',
    { services: { contacts: { methods: {} } } },
    [/^services\.contacts\.version: is missing/],
  ],
  [
    'an event without a schema',
    { events: { publishes: { 'contact.created': {} } } },
    [/^events\.publishes\["contact\.created"\]\.schema: is missing/],
  ],
  [
    'an event that is one word',
    { events: { publishes: { created: { schema: 'events/a.json' } } } },
    [/^events\.publishes\.created: is not an event suffix/],
  ],
  [
    'an event pattern with a star in the middle',
    { events: { subscribes: ['core.*.created'] } },
    [/^events\.subscribes\[0\]: is not an event pattern/],
  ],
  [
    'an event pattern for everything',
    { events: { subscribes: ['*'] } },
    [/^events\.subscribes\[0\]: is not an event pattern/],
  ],
  [
    'a subscription twice',
    { events: { subscribes: ['core.*', 'core.*'] } },
    [/^events\.subscribes\[1\]: is listed twice/],
  ],
  [
    'a config that is no object',
    { config: { type: 'string' } },
    [/^config\.type: has to be "object"/, /^config\.properties: has to be an object/],
  ],
  [
    'one of everything',
    { id: 'A', icon: 5, roles: { x: [] }, permissions: { X: 'x' }, uses: 'y', extra: 1 },
    [/^id:/, /^icon:/, /^permissions\.X:/, /^roles\.x:/, /^uses:/, /^extra:/],
  ],
];

const hosts: [host: string, reason: RegExp | undefined][] = [
  ['api.stripe.com', undefined],
  ['*.stripe.com', undefined],
  ['*.api.stripe.com', undefined],
  ['xn--bcher-kva.example', undefined],
  ['https://api.stripe.com', /scheme/],
  ['api.stripe.com/v1', /path/],
  ['api.stripe.com:443', /port/],
  ['user@stripe.com', /full host name/],
  ['API.stripe.com', /write "api\.stripe\.com"/],
  ['bücher.example', /write "xn--bcher-kva\.example"/],
  ['127.0.0.1', /IP address/],
  ['2130706433', /IP address/],
  ['0x7f.1', /IP address/],
  ['10.1', /IP address/],
  ['[::1]', /IP address/],
  ['fe80::1', /IP address/],
  ['1.2.3.4.', /IP address/],
  ['localhost', /full host name/],
  ['stripe.com.', /full host name/],
  ['-a.com', /full host name/],
  ['', /full host name/],
  ['*', /star in the middle/],
  ['*.com', /above the registrable domain/],
  ['*.co.uk', /above the registrable domain/],
  ['*.github.io', /above the registrable domain/],
  ['api.*.com', /star in the middle/],
  ['*.*.com', /star in the middle/],
];

describe('plexica.json', () => {
  for (const [what, added, problems] of table) {
    it(`with ${what}: ${problems.length || 'no'} problems`, () => {
      const found = issuesOf(() => readManifest({ ...crm, ...added }));
      for (const problem of problems)
        expect(
          found.some((text) => problem.test(text)),
          `${problem} in ${found.join('\n')}`,
        ).to.equal(true);
      expect(found, found.join('\n')).to.have.length(problems.length);
    });
  }

  for (const [host, reason] of hosts) {
    it(`host ${JSON.stringify(host)}: ${reason ? 'refused' : 'taken'}`, () => {
      const [found] = issuesOf(() => readManifest({ ...crm, access: { network: [host] } }));
      if (reason) expect(found).to.match(reason).and.to.contain('access.network[0]');
      else expect(found).to.equal(undefined);
    });
  }

  it('that is not JSON names line and column', () => {
    expect(issuesOf(() => readManifest('{\n  "id": "crm",\n}'))[0]).to.match(
      /plexica\.json is not valid JSON at line 3, column 1/,
    );
    expect(issuesOf(() => readManifest('[]'))[0]).to.match(/has to be an object, not an array/);
  });
});

const packageJson = {
  name: 'crm',
  version: '1.0.0',
  license: 'MIT',
  engines: { plexica: '>=0.1' },
  scripts: {},
  private: true,
};

describe('package.json', () => {
  const rows: [what: string, changed: object, problem: RegExp | undefined][] = [
    ['as it should be', {}, undefined],
    [
      'with a scope, author and repository',
      { name: '@acme/crm', author: { name: 'A' }, repository: { type: 'git', url: 'https://x' } },
      undefined,
    ],
    ['with a prerelease', { version: '1.0.0-dev.3' }, undefined],
    ['without a version', { version: undefined }, /^version: is missing/],
    ['with half a version', { version: '1.0' }, /^version: is not a semver version/],
    ['with v', { version: 'v1.0.0' }, /^version: is not written as semver does; write "1\.0\.0"/],
    ['with build metadata', { version: '1.0.0+1' }, /^version: has build metadata/],
    ['without a licence', { license: undefined }, /^license: is missing; name a licence/],
    ['with the old form of licence', { license: { type: 'MIT' } }, /^license: /],
    ['without engines', { engines: undefined }, /^engines: is missing; say which versions/],
    ['without engines.plexica', { engines: { node: '>=20' } }, /^engines\.plexica: is missing/],
    [
      'with a wrong engines.plexica',
      { engines: { plexica: 'new' } },
      /^engines\.plexica: is not a semver range/,
    ],
    ['with an upper-case name', { name: 'CRM' }, /^name: is not an npm name/],
    ['with keywords in one text', { keywords: 'a b' }, /^keywords: has to be an array/],
    ['with an author in a list', { author: ['A'] }, /^author: has to be "Name <mail>" or/],
  ];
  for (const [what, changed, problem] of rows) {
    it(`${what}: ${problem ? 'refused' : 'taken'}`, () => {
      const found = issuesOf(() => readPackageJson({ ...packageJson, ...changed }));
      if (problem) expect(found.join('\n')).to.match(problem);
      expect(found).to.have.length(problem ? 1 : 0);
    });
  }
});

describe('a project', () => {
  it('lists the problems of both files', () => {
    const found = issuesOf(() => readProject({ ...crm, x: 1 }, { ...packageJson, version: 'x' }));
    expect(found.map((text) => text.split(': ')[0])).to.deep.equal(['x', 'package.json:version']);
  });

  it('needs the id as npm name', () => {
    expect(issuesOf(() => readProject(crm, { ...packageJson, name: 'crn' }))[0]).to.equal(
      'package.json:name: is "crn", but the id in plexica.json asks for "crm" or "@scope/crm"',
    );
    expect(readProject(crm, { ...packageJson, name: '@acme/crm' }).packageJson.name).to.equal('@acme/crm');
  });

  const described = (routes: object[]) => ({ routes, lifecycle: ['onInstall'] }) as never;
  const route = {
    method: 'GET',
    path: '/contacts',
    handler: 'list',
    access: { permission: 'contacts.read' },
  };

  it('becomes a built manifest that a server reads back', () => {
    const built = buildManifest(
      readProject(crm, packageJson),
      described([route, { ...route, method: 'POST' }]),
    );
    expect(built).to.deep.equal({
      ...crm,
      name: 'crm',
      version: '1.0.0',
      license: 'MIT',
      engines: { plexica: '>=0.1' },
      protocol: 1,
      backend: {
        entry: 'dist/backend/index.js',
        routes: [route, { ...route, method: 'POST' }],
        lifecycle: ['onInstall'],
      },
    });
    expect(parseBuiltManifest(JSON.stringify(built))).to.deep.equal(built);
  });

  const routeTable: [what: string, routes: object[], problem: RegExp][] = [
    [
      'a permission that is not declared',
      [{ ...route, access: { permission: 'contact.read' } }],
      /^backend\.routes\[0\]\.access: "contact\.read" is not declared under permissions \(did you mean "contacts\.read"\?\) \(list\(\)\)/,
    ],
    [
      'two routes for the same requests',
      [
        { ...route, path: '/a/:x' },
        { ...route, path: '/a/:y', handler: 'other' },
      ],
      /routes\[1\]\.path: GET \/a\/:y answers the same requests as list\(\)/,
    ],
    ['a parameter twice', [{ ...route, path: '/:x/:x' }], /names the parameter ":x" twice/],
    ['a pattern', [{ ...route, path: '/a*' }], /is not a path/],
    ['a parameter that is not a whole segment', [{ ...route, path: '/a-:x' }], /is not a path/],
    ['no slash', [{ ...route, path: 'a' }], /is not a path/],
    ['another method', [{ ...route, method: 'TRACE' }], /routes\[0\]\.method: has to be "GET" or/],
    ['no access', [{ ...route, access: undefined }], /routes\[0\]\.access: /],
  ];
  for (const [what, routes, problem] of routeTable) {
    it(`with ${what} does not build`, () => {
      expect(
        issuesOf(() => buildManifest(readProject(crm, packageJson), described(routes))).join('\n'),
      ).to.match(problem);
    });
  }

  it('with neither backend nor ui does not build', () => {
    expect(issuesOf(() => buildManifest(readProject(crm, packageJson)))[0]).to.match(
      /neither a backend nor a ui/,
    );
  });
});

describe('a built manifest', () => {
  const rows: [what: string, changed: object, problem: RegExp][] = [
    [
      'another entry',
      { backend: { ...builtCrm.backend, entry: '../x.js' } },
      /^backend\.entry: has to be "dist\/backend\/index\.js"/,
    ],
    ['a name of another', { name: 'billing' }, /^name: is "billing"/],
    [
      '501 routes',
      {
        backend: {
          ...builtCrm.backend,
          routes: Array.from({ length: 501 }, (_, n) => ({
            method: 'GET',
            path: `/${n}`,
            handler: 'a',
            access: 'public',
          })),
        },
      },
      /^backend\.routes: lists more than 500/,
    ],
    [
      'a config that refers to the network',
      { config: { type: 'object', properties: { a: { $ref: 'https://example.com/x' } } } },
      /^config\.properties\.a\.\$ref: can only point/,
    ],
    ['no id', { id: undefined }, /^id: is missing/],
  ];
  for (const [what, changed, problem] of rows) {
    it(`with ${what} is refused`, () => {
      expect(issuesOf(() => parseBuiltManifest({ ...builtCrm, ...changed })).join('\n')).to.match(problem);
    });
  }
});
