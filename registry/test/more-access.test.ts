import { expect } from 'chai';
import type { BuiltManifest, PluginRoute, RouteAccess } from '../src/index.ts';
import { accessRules, builtManifest, hostCovers, moreAccess, someCovers, unaccepted } from '../src/index.ts';

const plugin: BuiltManifest = {
  id: 'crm',
  name: 'crm',
  version: '1.0.0',
  license: 'MIT',
  engines: { plexica: '*' },
  protocol: 1,
};

const route = (access: RouteAccess, path = '/hook', method: PluginRoute['method'] = 'POST'): PluginRoute => ({
  method,
  path,
  handler: 'hook',
  access,
});

const backend = (...routes: PluginRoute[]): Pick<BuiltManifest, 'backend'> => ({
  backend: { entry: 'dist/backend/index.js', routes, lifecycle: [] },
});

const access = (values: object) => ({ access: values as NonNullable<BuiltManifest['access']> });
const READ = { permission: 'notes.read' };
const WRITE = { permission: 'notes.write' };

type Row = [
  what: string,
  before: Partial<BuiltManifest> | undefined,
  now: Partial<BuiltManifest>,
  more: string[],
];

/** `before` undefined: a first installation. */
const rows: Row[] = [
  ['nothing', undefined, {}, []],
  ['nothing, of a version before', {}, {}, []],
  ['a host', {}, access({ network: ['a.example.com'] }), ['access.network a.example.com']],
  [
    'one host more',
    access({ network: ['a.example.com'] }),
    access({ network: ['a.example.com', 'b.example.com'] }),
    ['access.network b.example.com'],
  ],
  ['the same host', access({ network: ['a.example.com'] }), access({ network: ['a.example.com'] }), []],
  ['a host twice', {}, access({ network: ['a.org', 'a.org'] }), ['access.network a.org']],
  ['fewer hosts', access({ network: ['a.example.com', 'b.example.com'] }), access({ network: [] }), []],
  [
    'a host below a wildcard',
    access({ network: ['*.example.com'] }),
    access({ network: ['a.b.example.com'] }),
    [],
  ],
  [
    'a wildcard below a wildcard',
    access({ network: ['*.example.com'] }),
    access({ network: ['*.a.example.com'] }),
    [],
  ],
  [
    'the name above a wildcard',
    access({ network: ['*.example.com'] }),
    access({ network: ['example.com'] }),
    ['access.network example.com'],
  ],
  [
    'a name that only ends like a wildcard',
    access({ network: ['*.example.com'] }),
    access({ network: ['evilexample.com'] }),
    ['access.network evilexample.com'],
  ],
  [
    'a wildcard instead of a host',
    access({ network: ['a.example.com'] }),
    access({ network: ['*.example.com'] }),
    ['access.network *.example.com'],
  ],
  ['storage', {}, access({ storage: true }), ['access.storage true']],
  ['storage that is off', {}, access({ storage: false }), []],
  ['storage that was off', access({ storage: false }), access({ storage: true }), ['access.storage true']],
  ['storage as before', access({ storage: true }), access({ storage: true }), []],
  ['members', access({}), access({ members: 'read' }), ['access.members read']],
  ['code of text', access({}), access({ codeGeneration: true }), ['access.codeGeneration true']],
  ['code of text as before', access({ codeGeneration: true }), access({ codeGeneration: true }), []],
  [
    'code of text that was off',
    access({ codeGeneration: false }),
    access({ codeGeneration: true }),
    ['access.codeGeneration true'],
  ],
  ['a key of a later version', {}, access({ clipboard: true }), ['access.clipboard true']],
  ['the same key as before', access({ clipboard: true }), access({ clipboard: true }), []],
  ['a later key of text that changes', access({ mail: 'own' }), access({ mail: 'any' }), ['access.mail any']],
  ['a later key with a larger number', access({ memory: 1 }), access({ memory: 2 }), ['access.memory 2']],
  [
    'a later key with parts',
    access({ mail: { send: true, to: ['a'] } }),
    access({ mail: { send: true, to: ['a', 'b'], read: true } }),
    ['access.mail.to b', 'access.mail.read true'],
  ],
  [
    'a later key named like a property of every object',
    {},
    access({ constructor: 'x' }),
    ['access.constructor x'],
  ],

  ['a public route', {}, backend(route('public')), ['routes.public POST /crm/hook']],
  ['a public route as before', backend(route('public')), backend(route('public')), []],
  [
    'a public route of another method',
    backend(route('public')),
    backend(route('public'), route('public', '/hook', 'GET')),
    ['routes.public GET /crm/hook'],
  ],
  [
    'a parameter with another name',
    backend(route('public', '/a/:id')),
    backend(route('public', '/a/:key')),
    [],
  ],
  [
    'a parameter where a word was',
    backend(route('public', '/a/b')),
    backend(route('public', '/a/:b')),
    ['routes.public POST /crm/a/:b'],
  ],
  ['a route for every token', {}, backend(route('authenticated')), ['routes.authenticated POST /crm/hook']],
  ['a new route with a permission', {}, backend(route(READ)), []],
  [
    'a permission taken off',
    backend(route(READ)),
    backend(route('public')),
    ['routes.public POST /crm/hook'],
  ],
  [
    'a permission taken off, a token needed',
    backend(route(READ)),
    backend(route('authenticated')),
    ['routes.authenticated POST /crm/hook'],
  ],
  [
    'a token no longer needed',
    backend(route('authenticated')),
    backend(route('public')),
    ['routes.public POST /crm/hook'],
  ],
  ['a public route that needs a token now', backend(route('public')), backend(route('authenticated')), []],
  ['a public route that needs a permission now', backend(route('public')), backend(route(READ)), []],
  [
    'an authenticated route that needs a permission now',
    backend(route('authenticated')),
    backend(route(READ)),
    [],
  ],
  [
    'another permission',
    backend(route(WRITE)),
    backend(route(READ)),
    ['routes.permission POST /crm/hook crm.notes.read'],
  ],
  ['the same permission', backend(route(READ)), backend(route(READ)), []],
  ['no backend any more', backend(route('public')), {}, []],

  ['a role that is new', { roles: {} }, { roles: { sales: ['*'] } }, []],
  [
    'more permissions in a role',
    { roles: { sales: ['notes.read'] } },
    { roles: { sales: ['notes.read', 'notes.write'] } },
    ['roles sales crm.notes.write'],
  ],
  [
    'permissions that a pattern of the role covers',
    { roles: { sales: ['notes.*'] } },
    { roles: { sales: ['notes.read'] } },
    [],
  ],
  [
    'a pattern instead of permissions',
    { roles: { sales: ['notes.read'] } },
    { roles: { sales: ['notes.*'] } },
    ['roles sales crm.notes.*'],
  ],
  ['a role with the name of a property of every object', {}, { roles: { constructor: ['*'] } }, []],

  ['a service', {}, { uses: ['mail.outbox@^1'] }, ['uses mail.outbox']],
  ['another range of a service', { uses: ['mail.outbox@^1'] }, { uses: ['mail.outbox@^2'] }, []],

  ['events', {}, { events: { subscribes: ['core.member.*'] } }, ['events.subscribes core.member.*']],
  [
    'events that a pattern covers',
    { events: { subscribes: ['core.member.*'] } },
    { events: { subscribes: ['core.member.added'] } },
    [],
  ],
  [
    'a pattern instead of events',
    { events: { subscribes: ['core.member.added'] } },
    { events: { subscribes: ['core.member.*'] } },
    ['events.subscribes core.member.*'],
  ],
  ['events that it publishes', {}, { events: { publishes: { 'a.b': { schema: 'events/a.json' } } } }, []],

  ['workspaces given up', { workspaceAware: true }, {}, ['workspaceAware false']],
  [
    'workspaces given up in so many words',
    { workspaceAware: true },
    { workspaceAware: false },
    ['workspaceAware false'],
  ],
  ['workspaces taken up', {}, { workspaceAware: true }, []],
  ['no workspaces at first', undefined, { workspaceAware: false }, []],

  ['a permission', {}, { permissions: { 'notes.read': 'Read' } }, []],
  ['a dependency', {}, { dependencies: { base: '*' } }, []],
  ['a configuration', {}, { config: { type: 'object', properties: {} } }, []],
];

describe('more access', () => {
  for (const [what, before, now, more] of rows) {
    it(`is ${more.length === 0 ? 'not ' : ''}${what}`, () => {
      const found = moreAccess({ ...plugin, ...now }, before && { ...plugin, ...before });
      expect(found.map(({ key, value }) => `${key} ${value}`)).to.deep.equal(more);
      for (const item of found) {
        expect(item.plugin).to.equal('crm');
        expect(item.text).to.match(/^[a-z].*[^.]$/);
      }
    });
  }

  it('is at first all that there is, and nothing of the same again', () => {
    const all = {
      ...plugin,
      ...access({ network: ['a.org'], storage: true, members: 'read', later: 1 }),
      ...backend(route('public')),
    };
    expect(moreAccess(all)).to.deep.equal(moreAccess(all, plugin)).and.have.length(5);
    expect(moreAccess(all, all)).to.deep.equal([]);
  });

  it('says who could call a route before', () => {
    const told = (now: RouteAccess, was: RouteAccess) =>
      moreAccess({ ...plugin, ...backend(route(now)) }, { ...plugin, ...backend(route(was)) })[0]?.text;
    expect(told('public', WRITE)).to.equal(
      'lets anyone call POST /crm/hook without a token, which required crm.notes.write before',
    );
    expect(told('public', 'authenticated')).to.contain('which required a token of the tenant before');
    expect(told(READ, WRITE)).to.equal(
      'lets holders of crm.notes.read call POST /crm/hook, which required crm.notes.write before',
    );
  });

  it('has a rule for every key of the manifest', () => {
    expect(Object.keys(accessRules)).to.have.members(Object.keys(builtManifest.shape));
  });
});

describe('what is accepted', () => {
  const item = (plugin: string, key: string, value: string) => ({ plugin, key, value });
  const asked = [item('crm', 'access.network', 'a.org'), item('mail', 'access.network', 'a.org')];

  const accepted: [what: string, list: typeof asked, open: typeof asked][] = [
    ['all of it', asked, []],
    ['more than that', [...asked, item('crm', 'access.storage', 'true')], []],
    ['one thing', asked.slice(0, 1), asked.slice(1)],
    ['nothing', [], asked],
    [
      'the value of another key',
      [item('crm', 'access', 'network a.org'), ...asked.slice(1)],
      asked.slice(0, 1),
    ],
    [
      'the same of another plugin',
      [item('base', 'access.network', 'a.org'), ...asked.slice(1)],
      asked.slice(0, 1),
    ],
    ['a wider pattern', [item('crm', 'access.network', '*.org'), ...asked.slice(1)], asked.slice(0, 1)],
  ];
  for (const [what, list, open] of accepted) {
    it(`leaves ${open.length} of ${asked.length} open where it is ${what}`, () => {
      expect(unaccepted(asked, list)).to.deep.equal(open);
    });
  }
});

describe('what a pattern covers', () => {
  const hosts: [listed: string, host: string, covers: boolean][] = [
    ['a.example.com', 'a.example.com', true],
    ['a.example.com', 'b.a.example.com', false],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'aexample.com', false],
    ['*.example.com', '*.example.com', true],
  ];
  for (const [listed, host, covers] of hosts) {
    it(`${listed} ${covers ? 'covers' : 'does not cover'} ${host}`, () => {
      expect(hostCovers(listed, host)).to.equal(covers);
    });
  }

  const patterns: [pattern: string, other: string, covers: boolean][] = [
    ['*', 'a.b', true],
    ['*', '*', true],
    ['a.*', '*', false],
    ['a.*', 'a.b.*', true],
    ['a.*', 'a', false],
    ['a.*', 'ab.c', false],
    ['a.b', 'a.b', true],
    ['a.b', 'a.*', false],
  ];
  for (const [pattern, other, covers] of patterns) {
    it(`${pattern} ${covers ? 'covers' : 'does not cover'} ${other}`, () => {
      expect(someCovers([pattern], other)).to.equal(covers);
    });
  }
});
