import { expect } from 'chai';
import { issueText, type Issue, type PlexicaError } from '@plexica/sdk/errors';
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

function caught(work: () => unknown): PlexicaError {
  try {
    work();
  } catch (error) {
    return error as PlexicaError;
  }
  throw new Error('nothing was refused');
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
  ['an unknown key', { permisions: {} }, [/^permisions: is not a known key; did you mean "permissions"\?$/]],
  [
    'unknown keys at several places',
    { ui: { menus: [] }, access: { netwrok: [] }, backend: { entyr: 'src/a.ts' }, nonsense: 1 },
    [
      /^ui\.menus: .*"menu"/,
      /^access\.netwrok: .*"network"/,
      /^backend\.entyr: .*"entry"/,
      /^nonsense: is not a known key$/,
    ],
  ],
  [
    'keys that package.json has',
    { version: '1.0.0', name: 'crm' },
    [
      /^version: is not a known key; it belongs in package\.json$/,
      /^name: is not a known key; it belongs in package\.json$/,
    ],
  ],
  [
    'a misspelt key that others refer to',
    { permissions: undefined, permisions: { 'contacts.read': 'See' }, roles: { sales: ['contacts.read'] } },
    [/^permisions: is not a known key; did you mean "permissions"\?$/],
  ],
  [
    'the same of dependencies',
    { dependancies: { billing: '^1' }, uses: ['billing.invoices@^1'] },
    [/^dependancies: is not a known key; did you mean "dependencies"\?$/],
  ],
  ['a wrong type', { displayName: 5 }, [/^displayName: must be a string, not a number; write "5"$/]],
  ['null', { permissions: null }, [/^permissions: must be an object, not null$/]],
  ['a list for an object', { roles: [] }, [/^roles: must be an object, not an array$/]],
  [
    'a category that is none',
    { category: 'games' },
    [/^category: is not a category; choose one of analytics/],
  ],
  ['an icon outside the project', { icon: '../icon.svg' }, [/^icon: leads out of the project/]],
  ['an absolute icon', { icon: '/icon.svg' }, [/^icon: is absolute/]],
  ['an icon of Windows', { icon: 'a\\b.svg' }, [/^icon: has a backslash/]],
  ['an icon that is a program', { icon: 'icon.js' }, [/^icon: must end in \.svg/]],
  ['an icon on a drive', { icon: 'C:/icon.svg' }, [/^icon: is absolute/]],
  [
    'file paths that are not clean',
    { icon: 'assets//icon.svg', screenshots: ['assets/./a.png', 'assets/', 'a\n.png', './', '././a.png'] },
    [
      /^icon: is not a clean file path$/,
      /^screenshots\[0\]: is not a clean file path$/,
      /^screenshots\[1\]: is not a clean file path$/,
      /^screenshots\[2\]: is not a clean file path$/,
      /^screenshots\[3\]: is not a clean file path$/,
      /^screenshots\[4\]: is not a clean file path$/,
    ],
  ],
  [
    'files of other kinds',
    {
      backend: { entry: 'src/index.tsx' },
      ui: { entry: 'ui/index.css' },
      events: { publishes: { 'contact.created': { schema: 'events/a.yaml' } } },
    },
    [
      /^backend\.entry: must end in \.ts, \.mts, \.js, \.mjs$/,
      /^ui\.entry: must end in \.tsx, \.ts, \.jsx, \.js$/,
      /^events\.publishes\["contact\.created"\]\.schema: must end in \.json$/,
    ],
  ],
  ['a line break for people', { displayName: 'C\nRM' }, [/^displayName: has line breaks/]],
  ['a name that turns around', { displayName: 'C\u202eMR' }, [/^displayName: has .*control characters$/]],
  ['an empty name', { displayName: '' }, [/^displayName: is empty$/]],
  [
    'switches that are none',
    { access: { storage: 'yes' }, workspaceAware: 1 },
    [
      /^access\.storage: must be a boolean, not a string; write true or false$/,
      /^workspaceAware: must be a boolean, not a number; write true or false$/,
    ],
  ],
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
    'a role in upper case',
    { roles: { Sales: ['contacts.*'] } },
    [/^roles\.Sales: is not a role name such as "sales"$/],
  ],
  [
    'a ui permission of nobody',
    { ui: { menu: [{ label: 'x', path: '/', permission: 'deals.read' }] } },
    [/^ui\.menu\[0\]\.permission: "deals\.read" is not declared/],
  ],
  [
    'permissions of nobody all over its ui',
    {
      ui: {
        routes: [{ path: '/', component: 'A', title: 'A', permission: 'deals.read' }],
        widgets: [{ id: 'a', component: 'A', title: 'A', permission: 'deals.read' }],
        extensions: [{ slot: 'page.tabs', component: 'A', permission: 'deals.read' }],
      },
    },
    [
      /^ui\.routes\[0\]\.permission: "deals\.read" is not declared/,
      /^ui\.widgets\[0\]\.permission: "deals\.read" is not declared/,
      /^ui\.extensions\[0\]\.permission: "deals\.read" is not declared/,
    ],
  ],
  [
    'a pattern for a ui permission',
    { ui: { menu: [{ label: 'x', path: '/', permission: 'contacts.*' }] } },
    [/^ui\.menu\[0\]\.permission: is not a permission key/],
  ],
  [
    'a menu entry without form',
    { ui: { menu: [{ label: '', path: '/a b', icon: 'Users', title: 'x' }] } },
    [
      /^ui\.menu\[0\]\.title: is not a known key$/,
      /^ui\.menu\[0\]\.label: is empty$/,
      /^ui\.menu\[0\]\.path: is not a path such as/,
      /^ui\.menu\[0\]\.icon: is not the name of an icon such as "users"$/,
    ],
  ],
  [
    'a widget without form',
    { ui: { widgets: [{ id: 'openDeals', component: 'open-deals', title: '', order: 1 }] } },
    [
      /^ui\.widgets\[0\]\.order: is not a known key$/,
      /^ui\.widgets\[0\]\.id: is not a widget id such as "open-deals"$/,
      /^ui\.widgets\[0\]\.component: is not the name of an exported component/,
      /^ui\.widgets\[0\]\.title: is empty$/,
    ],
  ],
  [
    'orders that are too low or none',
    {
      ui: {
        menu: [
          { label: 'a', path: '/', order: -1000 },
          { label: 'b', path: '/', order: -1001 },
          { label: 'c', path: '/', order: 1.5 },
        ],
        extensions: [{ slot: 'page.tabs', component: 'A', order: '1' }],
      },
    },
    [
      /^ui\.menu\[1\]\.order: is too small: at least -1000$/,
      /^ui\.menu\[2\]\.order: must be an integer/,
      /^ui\.extensions\[0\]\.order: must be a number, not a string; write 1$/,
    ],
  ],
  [
    'a slot that is none',
    { ui: { extensions: [{ slot: 'footer', component: 'X', id: 'x' }] } },
    [/^ui\.extensions\[0\]\.slot: is not a slot/, /^ui\.extensions\[0\]\.id: is not a known key$/],
  ],
  [
    'a ui route without title',
    { ui: { routes: [{ path: 'x', component: 'x', label: 'x' }] } },
    [
      /routes\[0\]\.label: is not a known key$/,
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
    [/^optionalDependencies\.billing: is already listed under dependencies/],
  ],
  [
    'a range that is none',
    { dependencies: { billing: 'newest' } },
    [/^dependencies\.billing: is not a semver range/],
  ],
  ['an empty range', { conflicts: { billing: '' } }, [/^conflicts\.billing: is empty; write "\*"/]],
  ['a conflict with itself', { conflicts: { crm: '*' } }, [/^conflicts\.crm: is the plugin itself$/]],
  [
    'an optional dependency on itself',
    { optionalDependencies: { crm: '*' } },
    [/^optionalDependencies\.crm: is the plugin itself$/],
  ],
  [
    'a dependency with a bad id',
    { dependencies: { 'B!': '*' } },
    [/^dependencies\["B!"\]: "B!" has the character/],
  ],
  [
    'a use without a range',
    { uses: ['crm.contacts'] },
    [/^uses\[0\]: does not have the form plugin\.service@range/],
  ],
  [
    'a use with a bad range',
    { uses: ['billing.invoices@new'], dependencies: { billing: '*' } },
    [/^uses\[0\]: has no semver range/],
  ],
  [
    'a use of no dependency',
    { uses: ['billing.invoices@^1'] },
    [/^uses\[0\]: is a service of "billing", which is missing from dependencies/],
  ],
  ['a use of itself', { uses: ['crm.contacts@^1'] }, [/^uses\[0\]: is a service of the plugin itself/]],
  [
    'a service without a version',
    { services: { contacts: { methods: {} } } },
    [/^services\.contacts\.version: is missing/],
  ],
  [
    'a service with half a version',
    { services: { contacts: { version: '1.2', methods: {} } } },
    [/^services\.contacts\.version: is not a semver version/],
  ],
  [
    'an unknown key of a service',
    { services: { contacts: { version: '1.2.0', methods: {}, method: {} } } },
    [/^services\.contacts\.method: is not a known key; did you mean "methods"\?$/],
  ],
  [
    'a service in upper case',
    { services: { Contacts: { version: '1.2.0', methods: {} } } },
    [/^services\.Contacts: is not a service name such as "contacts"$/],
  ],
  [
    'a service without methods',
    { services: { contacts: { version: '1.2.0' } } },
    [/^services\.contacts\.methods: is missing; write "methods": \{ … \}$/],
  ],
  [
    'a method with a dash',
    { services: { contacts: { version: '1.2.0', methods: { 'list-all': {} } } } },
    [/^services\.contacts\.methods\.list-all: is not a method name such as "list"$/],
  ],
  [
    'a method without form',
    {
      services: { contacts: { version: '1.2.0', methods: { list: { input: 'x', output: [], ouput: {} } } } },
    },
    [
      /^services\.contacts\.methods\.list\.input: must be an object, not a string$/,
      /^services\.contacts\.methods\.list\.output: must be an object, not an array$/,
      /^services\.contacts\.methods\.list\.ouput: is not a known key; did you mean "output"\?$/,
    ],
  ],
  [
    'a use of a plugin with a bad id',
    { uses: ['B!.invoices@^1'] },
    [/^uses\[0\]: "B!" has the character "!"/],
  ],
  [
    'a use of a service in upper case',
    { uses: ['billing.Invoices@^1'] },
    [/^uses\[0\]: does not have the form plugin\.service@range/],
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
    'unknown keys of its events',
    { events: { publish: {}, publishes: { 'contact.created': { schema: 'events/a.json', x: 1 } } } },
    [
      /^events\.publishes\["contact\.created"\]\.x: is not a known key$/,
      /^events\.publish: is not a known key; did you mean "publishes"\?$/,
    ],
  ],
  [
    'a subscription twice',
    { events: { subscribes: ['core.*', 'core.*'] } },
    [/^events\.subscribes\[1\]: is listed twice/],
  ],
  [
    'a config that is no object',
    { config: { type: 'string' } },
    [/^config\.type: must be "object"/, /^config\.properties: must be an object/],
  ],
  [
    'one of everything',
    { id: 'A', icon: 5, roles: { x: [] }, permissions: { X: 'x' }, uses: 'y', extra: 1 },
    [/^id:/, /^icon:/, /^permissions\.X:/, /^roles\.x:/, /^uses:/, /^extra:/],
  ],
];

const x = (length: number) => 'x'.repeat(length);
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, n) => item(n));

/** Added to a good manifest: the largest that is taken, and why one more is not. */
const limits: [what: string, most: number, added: (size: number) => object, problem: RegExp][] = [
  ['$schema', 500, (n) => ({ $schema: x(n) }), /^\$schema: is too large: at most 500$/],
  ['displayName', 60, (n) => ({ displayName: x(n) }), /^displayName: is longer than 60 characters$/],
  ['a file path', 200, (n) => ({ icon: `${x(n - 4)}.svg` }), /^icon: is longer than 200 characters$/],
  [
    'screenshots',
    10,
    (n) => ({ screenshots: many(n, () => 'a.png') }),
    /^screenshots: lists more than 10 images$/,
  ],
  [
    'a permission',
    200,
    (n) => ({ permissions: { [x(n)]: 'See' } }),
    /^permissions\.x+: is longer than 200 characters$/,
  ],
  [
    'the text of a permission',
    200,
    (n) => ({ permissions: { read: x(n) } }),
    /^permissions\.read: is longer than 200 characters$/,
  ],
  ['a role name', 40, (n) => ({ roles: { [x(n)]: ['*'] } }), /^roles\.x+: is too large: at most 40$/],
  [
    'permissions of a role',
    200,
    (n) => ({ roles: { sales: many(n, () => '*') } }),
    /^roles\.sales: is too large: at most 200$/,
  ],
  [
    'a permission of a role',
    200,
    (n) => ({ permissions: { [x(200)]: 'See' }, roles: { sales: [x(n)] } }),
    /^roles\.sales\[0\]: is longer than 200 characters$/,
  ],
  [
    'network hosts',
    50,
    (n) => ({ access: { network: many(n, (index) => `a${index}.example.com`) } }),
    /^access\.network: lists more than 50 hosts$/,
  ],
  [
    'a host name',
    253,
    (n) => ({ access: { network: [`${`${x(63)}.`.repeat(3)}${x(n - 192)}`] } }),
    /^access\.network\[0\]: is not a full host name/,
  ],
  [
    'one part of a host name',
    63,
    (n) => ({ access: { network: [`${x(n)}.example`] } }),
    /^access\.network\[0\]: is not a full host name/,
  ],
  [
    'the last part of a host name',
    63,
    (n) => ({ access: { network: [`api.${x(n)}`] } }),
    /^access\.network\[0\]: is not a full host name/,
  ],
  [
    'a range',
    200,
    (n) => ({ dependencies: { billing: '^1'.padEnd(n) } }),
    /^dependencies\.billing: is not a semver range/,
  ],
  [
    'the version of a service',
    64,
    (n) => ({ services: { contacts: { version: `1.0.0-${x(n - 6)}`, methods: {} } } }),
    /^services\.contacts\.version: is not a semver version/,
  ],
  [
    'a service name',
    200,
    (n) => ({ services: { [x(n)]: { version: '1.0.0', methods: {} } } }),
    /^services\.x+: is longer than 200 characters$/,
  ],
  [
    'a method name',
    200,
    (n) => ({ services: { contacts: { version: '1.0.0', methods: { [x(n)]: {} } } } }),
    /^services\.contacts\.methods\.x+: is longer than 200 characters$/,
  ],
  [
    'uses',
    100,
    (n) => ({ uses: many(n, () => 'billing.invoices@^1'), dependencies: { billing: '*' } }),
    /^uses: is too large: at most 100$/,
  ],
  [
    'a use',
    200,
    (n) => ({ uses: ['billing.invoices@^1'.padEnd(n)], dependencies: { billing: '*' } }),
    /^uses\[0\]: does not have the form plugin\.service@range/,
  ],
  [
    'an event suffix',
    200,
    (n) => ({ events: { publishes: { [`a.${x(n - 2)}`]: { schema: 'events/a.json' } } } }),
    /^events\.publishes\["a\.x+"\]: is longer than 200 characters$/,
  ],
  [
    'subscriptions',
    200,
    (n) => ({ events: { subscribes: many(n, (index) => `core.a${index}`) } }),
    /^events\.subscribes: is too large: at most 200$/,
  ],
  [
    'an event pattern',
    200,
    (n) => ({ events: { subscribes: [`core.${x(n - 5)}`] } }),
    /^events\.subscribes\[0\]: is longer than 200 characters$/,
  ],
  [
    'ui routes',
    100,
    (n) => ({ ui: { routes: many(n, () => ({ path: '/', component: 'A', title: 'A' })) } }),
    /^ui\.routes: is too large: at most 100$/,
  ],
  [
    'the path of a ui route',
    200,
    (n) => ({ ui: { routes: [{ path: `/${x(n - 1)}`, component: 'A', title: 'A' }] } }),
    /^ui\.routes\[0\]\.path: is longer than 200 characters$/,
  ],
  [
    'the component of a ui route',
    200,
    (n) => ({ ui: { routes: [{ path: '/', component: `A${x(n - 1)}`, title: 'A' }] } }),
    /^ui\.routes\[0\]\.component: is longer than 200 characters$/,
  ],
  [
    'the title of a ui route',
    60,
    (n) => ({ ui: { routes: [{ path: '/', component: 'A', title: x(n) }] } }),
    /^ui\.routes\[0\]\.title: is longer than 60 characters$/,
  ],
  [
    'a ui permission',
    200,
    (n) => ({
      permissions: { [x(200)]: 'See' },
      ui: { routes: [{ path: '/', component: 'A', title: 'A', permission: x(n) }] },
    }),
    /^ui\.routes\[0\]\.permission: is longer than 200 characters$/,
  ],
  [
    'menu entries',
    20,
    (n) => ({ ui: { menu: many(n, () => ({ label: 'a', path: '/' })) } }),
    /^ui\.menu: is too large: at most 20$/,
  ],
  [
    'the label of a menu entry',
    40,
    (n) => ({ ui: { menu: [{ label: x(n), path: '/' }] } }),
    /^ui\.menu\[0\]\.label: is longer than 40 characters$/,
  ],
  [
    'the icon of a menu entry',
    200,
    (n) => ({ ui: { menu: [{ label: 'a', path: '/', icon: x(n) }] } }),
    /^ui\.menu\[0\]\.icon: is longer than 200 characters$/,
  ],
  [
    'the order of a menu entry',
    1000,
    (n) => ({ ui: { menu: [{ label: 'a', path: '/', order: n }] } }),
    /^ui\.menu\[0\]\.order: is too large: at most 1000$/,
  ],
  [
    'widgets',
    50,
    (n) => ({ ui: { widgets: many(n, () => ({ id: 'a', component: 'A', title: 'A' })) } }),
    /^ui\.widgets: is too large: at most 50$/,
  ],
  [
    'a widget id',
    200,
    (n) => ({ ui: { widgets: [{ id: x(n), component: 'A', title: 'A' }] } }),
    /^ui\.widgets\[0\]\.id: is longer than 200 characters$/,
  ],
  [
    'the title of a widget',
    60,
    (n) => ({ ui: { widgets: [{ id: 'a', component: 'A', title: x(n) }] } }),
    /^ui\.widgets\[0\]\.title: is longer than 60 characters$/,
  ],
  [
    'extensions',
    50,
    (n) => ({ ui: { extensions: many(n, () => ({ slot: 'page.tabs', component: 'A' })) } }),
    /^ui\.extensions: is too large: at most 50$/,
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

  for (const [what, most, added, problem] of limits) {
    it(`${what}: ${most} and no more`, () => {
      expect(issuesOf(() => readManifest({ ...crm, ...added(most) }))).to.deep.equal([]);
      const found = issuesOf(() => readManifest({ ...crm, ...added(most + 1) }));
      expect(found.join('\n')).to.match(problem);
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
      /: is not valid JSON: expected a property name in double quotes, found "}" after a comma/,
    );
    expect(issuesOf(() => readManifest('[]'))[0]).to.match(/must be an object, not an array/);
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
    ['with v', { version: 'v1.0.0' }, /^version: is not in semver form; write "1\.0\.0"/],
    ['with build metadata', { version: '1.0.0+1' }, /^version: has build metadata/],
    ['without a licence', { license: undefined }, /^license: is missing; name a license/],
    ['with the old form of licence', { license: { type: 'MIT' } }, /^license: /],
    ['without engines', { engines: undefined }, /^engines: is missing; add the versions/],
    ['without engines.plexica', { engines: { node: '>=20' } }, /^engines\.plexica: is missing/],
    [
      'with a wrong engines.plexica',
      { engines: { plexica: 'new' } },
      /^engines\.plexica: is not a semver range/,
    ],
    ['with an upper-case name', { name: 'CRM' }, /^name: is not an npm name/],
    ['with keywords in one text', { keywords: 'a b' }, /^keywords: must be an array/],
    ['with an author in a list', { author: ['A'] }, /^author: must be "Name <email>" or/],
    ['with an empty author', { author: '' }, /^author: is empty$/],
    ['with an author without a name', { author: { email: 'a@b' } }, /^author: must be "Name <email>" or/],
    [
      'with a blank in the URL of an author',
      { author: { name: 'A', url: 'a b' } },
      /^author\.url: is not a URL$/,
    ],
    ['with a blank in the URL of a repository', { repository: 'a b' }, /^repository: is not a URL$/],
    ['with a line break in it', { repository: { url: 'a\nb' } }, /^repository\.url: is not a URL$/],
    [
      'with a repository without a URL',
      { repository: { type: 'git' } },
      /^repository: must be a URL or \{ type, url, directory \}$/,
    ],
    ['with an empty licence', { license: '' }, /^license: is empty$/],
    ['with two lines of description', { description: 'a\nb' }, /^description: has line breaks/],
    [
      'with an empty engines.plexica',
      { engines: { plexica: '' } },
      /^engines\.plexica: is empty; write "\*"/,
    ],
    ['with a path for a name', { name: '../crm' }, /^name: is not an npm name/],
  ];
  for (const [what, changed, problem] of rows) {
    it(`${what}: ${problem ? 'refused' : 'taken'}`, () => {
      const found = issuesOf(() => readPackageJson({ ...packageJson, ...changed }));
      if (problem) expect(found.join('\n')).to.match(problem);
      expect(found).to.have.length(problem ? 1 : 0);
    });
  }

  const longest: [what: string, most: number, changed: (size: number) => object, problem: RegExp][] = [
    ['name', 100, (n) => ({ name: x(n) }), /^name: is not an npm name/],
    ['scope', 100, (n) => ({ name: `@${x(n)}/crm` }), /^name: is not an npm name/],
    ['version', 64, (n) => ({ version: `1.0.0-${x(n - 6)}` }), /^version: is not a semver version/],
    ['description', 500, (n) => ({ description: x(n) }), /^description: is longer than 500 characters$/],
    ['license', 100, (n) => ({ license: x(n) }), /^license: is longer than 100 characters$/],
    ['author', 200, (n) => ({ author: x(n) }), /^author: is longer than 200 characters$/],
    [
      'author.name',
      100,
      (n) => ({ author: { name: x(n) } }),
      /^author\.name: is longer than 100 characters$/,
    ],
    [
      'author.email',
      200,
      (n) => ({ author: { name: 'A', email: x(n) } }),
      /^author\.email: is longer than 200 characters$/,
    ],
    [
      'author.url',
      500,
      (n) => ({ author: { name: 'A', url: x(n) } }),
      /^author\.url: is too large: at most 500$/,
    ],
    ['repository', 500, (n) => ({ repository: x(n) }), /^repository: is too large: at most 500$/],
    [
      'repository.type',
      20,
      (n) => ({ repository: { type: x(n), url: 'a' } }),
      /^repository\.type: is longer than 20 characters$/,
    ],
    [
      'repository.url',
      500,
      (n) => ({ repository: { url: x(n) } }),
      /^repository\.url: is too large: at most 500$/,
    ],
    [
      'repository.directory',
      200,
      (n) => ({ repository: { url: 'a', directory: x(n) } }),
      /^repository\.directory: is longer than 200 characters$/,
    ],
    ['keywords', 50, (n) => ({ keywords: many(n, () => 'a') }), /^keywords: is too large: at most 50$/],
    ['a keyword', 50, (n) => ({ keywords: [x(n)] }), /^keywords\[0\]: is longer than 50 characters$/],
    [
      'engines.plexica',
      200,
      (n) => ({ engines: { plexica: '^1'.padEnd(n) } }),
      /^engines\.plexica: is not a semver range/,
    ],
  ];
  for (const [what, most, changed, problem] of longest) {
    it(`${what}: ${most} and no more`, () => {
      expect(issuesOf(() => readPackageJson({ ...packageJson, ...changed(most) }))).to.deep.equal([]);
      const found = issuesOf(() => readPackageJson({ ...packageJson, ...changed(most + 1) }));
      expect(found.join('\n')).to.match(problem);
    });
  }
});

describe('a project', () => {
  const lines = (...text: string[]) => text.join('\n');
  const good = JSON.stringify(packageJson);
  /** Two texts, and every problem of them as it is shown. */
  const places: Record<string, [manifest: string, packageJson: string, shown: string[]]> = {
    'a slip of a key': [
      lines('{', '  "id": "crm",', '', '  "permisions": {}', '}'),
      good,
      ['plexica.json:4 "permisions" is not a known key; did you mean "permissions"?'],
    ],
    'a missing comma, said after the line that it belongs to': [
      lines('{', '  "id": "crm"', '  "displayName": "CRM"', '}'),
      good,
      ['plexica.json:2:14 is not valid JSON: a comma is missing after the value of "id"'],
    ],
    'a key without its value': [
      lines('{', '  "id": ,', '  "displayName": "CRM"', '}'),
      good,
      ['plexica.json:2:8 is not valid JSON: "id" has no value; write "id": …, or remove it'],
    ],
    'a required key that is missing, in an object on its own line': [
      lines('{', '"id": "crm",', '"services": {', '  "contacts":', '    { "methods": {} }', '} }'),
      good,
      ['plexica.json:4 "services.contacts.version" is missing; write "version": "0.1.0"'],
    ],
    'no key at all': ['\uFEFF\r\n {}', good, ['plexica.json:2 "id" is missing; write "id": "crm"']],
    'keys that need quotes, in lists, on one line, and named twice': [
      lines(
        '{ "id": "crm", "permissions": { "a.B":',
        '"x" }, "roles": { "r": ["a",',
        '"*.read"] },',
        '"displayName": "one",',
        '"displayName": 2 }',
      ),
      good,
      [
        'plexica.json:1 permissions["a.B"] is not a permission key: use lowercase words separated by dots, such as "contacts.read"',
        'plexica.json:3 "roles.r[1]" is not a permission or a pattern with a trailing star',
        'plexica.json:5 "displayName" must be a string, not a number; write "2"',
      ],
    ],
    'a key that begins as another does, and a text that holds marks': [
      lines('{ "id": "crm", "config": {"type": "object", "properties": {}},', '"configs": "}{][,:\\""}'),
      good,
      ['plexica.json:2 "configs" is not a known key; did you mean "config"?'],
    ],
    'what only a later version does': [
      lines('{"id": "crm",', '"ui": {}}'),
      good,
      ['plexica.json:2 "ui" is not supported by this version yet: user interfaces are not built'],
    ],
    'package.json': [
      '{"id": "crm"}',
      lines('{', '"name": "crm", "version": "1",', '"license": "MIT", "engines":', '{"node": ">=26"}}'),
      [
        'package.json:2 "version" is not a semver version such as "1.2.0" or "2.0.0-beta.1"',
        'package.json:3 "engines.plexica" is missing; write "plexica": ">=0.1"',
      ],
    ],
    'both files, of which one is broken': [
      '{"id": "crm", "extra": 1}',
      lines('{', '  name: "crm" }'),
      [
        'plexica.json:1 "extra" is not a known key',
        'package.json:2:3 is not valid JSON: expected a property name in double quotes or "}", found name; write "name"',
      ],
    ],
    'names that differ': [
      '{"id": "crm"}',
      lines('{', '"version": "1.0.0", "license": "MIT", "engines": {"plexica": "*"},', '"name": "crn" }'),
      ['package.json:3 "name" is "crn", but must be "crm" or "@scope/crm" for the id in plexica.json'],
    ],
  };
  for (const [what, [manifest, description, shown]] of Object.entries(places)) {
    it(`tells file and line of ${what}`, () => {
      const error = caught(() => readProject(manifest, description));
      const found = error.issues.map(issueText);
      expect(found, found.join('\n')).to.have.length(shown.length);
      for (const [index, text] of shown.entries()) expect(found[index]).to.contain(text);
      expect(error.message.startsWith(found[0] ?? '?')).to.equal(true);
    });
  }

  it('is told in little time where a long name holds very much', () => {
    const manifest = `{"id":"crm","${x(500_000)}":[${many(40_000, () => '0').join()}],"access":{"netwrok":1}}`;
    const before = process.cpuUsage();
    const { issues } = caught(() => readProject(manifest, good));
    expect(issues.map(({ line }) => line)).to.deep.equal([1, 1]);
    expect(process.cpuUsage(before).user / 1000, 'ms of the processor').to.be.lessThan(3000);
  });

  it('lists the problems of both files', () => {
    const found = issuesOf(() => readProject({ ...crm, x: 1 }, { ...packageJson, version: 'x' }));
    expect(found.map((text) => text.split(': ')[0])).to.deep.equal(['x', 'version']);
  });

  it('asks for nothing that this version would not do', () => {
    expect(
      issuesOf(() => readProject({ ...crm, ui: {}, workspaceAware: true, x: 1 }, packageJson)).map((text) =>
        text.replace(/ yet: .*/, ''),
      ),
    ).to.deep.equal(['x: is not a known key', 'ui: is not supported by this version']);
    expect(readProject({ ...crm, workspaceAware: false, services: {} }, packageJson)).to.be.an('object');
  });

  it('needs the id as npm name', () => {
    expect(issuesOf(() => readProject(crm, { ...packageJson, name: 'crn' }))[0]).to.equal(
      'name: is "crn", but must be "crm" or "@scope/crm" for the id in plexica.json',
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
      /routes\[1\]\.path: GET \/a\/:y matches the same requests as list\(\)/,
    ],
    [
      'a role in a workspace, of a plugin that knows none',
      [{ ...route, workspaceRole: 'ADMIN' }],
      /routes\[0\]\.workspaceRole: @WorkspaceRole requires "workspaceAware": true in plexica\.json \(list\(\)\)/,
    ],
    ['a parameter twice', [{ ...route, path: '/:x/:x' }], /names the parameter ":x" twice/],
    ['a pattern', [{ ...route, path: '/a*' }], /is not a path/],
    ['a parameter that is not a whole segment', [{ ...route, path: '/a-:x' }], /is not a path/],
    ['no slash', [{ ...route, path: 'a' }], /is not a path/],
    ['another method', [{ ...route, method: 'TRACE' }], /routes\[0\]\.method: must be "GET" or/],
    ['no access', [{ ...route, access: undefined }], /routes\[0\]\.access: /],
  ];
  for (const [what, routes, problem] of routeTable) {
    it(`with ${what} does not build`, () => {
      expect(
        issuesOf(() => buildManifest(readProject(crm, packageJson), described(routes))).join('\n'),
      ).to.match(problem);
    });
  }

  it('without a backend does not build', () => {
    expect(issuesOf(() => buildManifest(readProject(crm, packageJson)))[0]).to.match(
      /^backend: is missing: export the plugin class as default from src\/index\.ts/,
    );
  });
});

describe('a built manifest', () => {
  const openRoute = { method: 'GET', path: '/', handler: 'a', access: 'public' };
  const rows: [what: string, changed: object, problem: RegExp][] = [
    [
      'another entry',
      { backend: { ...builtCrm.backend, entry: '../x.js' } },
      /^backend\.entry: must be "dist\/backend\/index\.js"/,
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
    ['another protocol', { protocol: 2 }, /^protocol: must be 1, the protocol of the channel/],
    ['a $schema', { $schema: 'x' }, /^\$schema: is not a known key$/],
    ['no licence', { license: undefined }, /^license: is missing; write "license": "…"$/],
    ['a licence above 100 characters', { license: x(101) }, /^license: is longer than 100 characters$/],
    [
      'an unknown key of a route',
      { backend: { ...builtCrm.backend, routes: [{ ...openRoute, acess: 'public' }] } },
      /^backend\.routes\[0\]\.acess: is not a known key; did you mean "access"\?$/,
    ],
    [
      'an unknown key of a backend',
      { backend: { ...builtCrm.backend, x: 1 } },
      /^backend\.x: is not a known key$/,
    ],
    [
      'more than a permission to have access',
      {
        backend: {
          ...builtCrm.backend,
          routes: [{ ...openRoute, access: { permission: 'contacts.read', x: 1 } }],
        },
      },
      /^backend\.routes\[0\]\.access/,
    ],
    ['no engines.plexica', { engines: {} }, /^engines\.plexica: is missing; write "plexica": "…"$/],
    [
      'neither backend nor ui',
      { backend: undefined },
      /^backend: is missing: export the plugin class as default from /,
    ],
    [
      'a lifecycle method that is none',
      { backend: { ...builtCrm.backend, lifecycle: ['onStart'] } },
      /^backend\.lifecycle\[0\]: must be "onInstall" or/,
    ],
    [
      'more lifecycle methods than there are',
      { backend: { ...builtCrm.backend, lifecycle: many(6, () => 'onInstall') } },
      /^backend\.lifecycle: is too large: at most 5$/,
    ],
    [
      'the path of a route above 300 characters',
      {
        backend: {
          ...builtCrm.backend,
          routes: [300, 301].map((length) => ({ ...openRoute, path: `/${x(length - 1)}` })),
        },
      },
      /^backend\.routes\[1\]\.path: is longer than 300 characters$/,
    ],
    [
      'the name of a method above 100 characters',
      {
        backend: {
          ...builtCrm.backend,
          routes: [100, 101].map((length) => ({ ...openRoute, path: `/${length}`, handler: x(length) })),
        },
      },
      /^backend\.routes\[1\]\.handler: is not the name of a method$/,
    ],
    [
      'a handler that is no name',
      { backend: { ...builtCrm.backend, routes: [{ ...openRoute, handler: 'a-b' }] } },
      /^backend\.routes\[0\]\.handler: is not the name of a method$/,
    ],
    [
      'access for nobody',
      { backend: { ...builtCrm.backend, routes: [{ ...openRoute, access: 'nobody' }] } },
      /^backend\.routes\[0\]\.access: has a form that is not allowed here$/,
    ],
  ];
  for (const [what, changed, problem] of rows) {
    it(`with ${what} is refused`, () => {
      expect(issuesOf(() => parseBuiltManifest({ ...builtCrm, ...changed })).join('\n')).to.match(problem);
    });
  }

  it('may have 500 routes and a licence of 100 characters', () => {
    const routes = many(500, (index) => ({ ...openRoute, path: `/${index}` }));
    const built = { ...builtCrm, license: x(100), backend: { ...builtCrm.backend, routes } };
    expect(parseBuiltManifest(built)).to.deep.equal(built);
  });
});
