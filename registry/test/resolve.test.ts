import { expect } from 'chai';
import { fits, pickVersion, versionsInOrder } from '../src/resolve/pick-version.ts';
import { resolveClosure } from '../src/resolve/resolve-closure.ts';
import type { InstalledPlugin, PublishedPlugin, Relations } from '../src/resolve/plugin-node.ts';

const versions = [
  '1.0.0',
  '1.2.0',
  '1.10.0',
  '2.0.0-beta.1',
  '2.0.0-beta.10',
  '2.0.0',
  '3.0.0-rc.1',
  '0.0.1',
  '0.1.0',
];
const tags = { latest: '1.10.0', beta: '2.0.0-beta.10', gone: '9.9.9' };

describe('a version that is there', () => {
  const table: [version: string, range: string, fits: boolean][] = [
    ['1.0.0', '^1', true],
    ['2.0.0', '^1', false],
    ['1.0.0-rc.1', '*', true],
    ['1.0.0-rc.1', '', true],
    ['1.0.0-rc.1', '^1', false],
    ['1.0.0-rc.1', '^1.0.0-rc.0', true],
    ['1.0.0', 'latest', false],
  ];
  for (const [version, range, result] of table) {
    it(`${version} ${result ? 'fits' : 'does not fit'} ${JSON.stringify(range)}`, () => {
      expect(fits(version, range)).to.equal(result);
    });
  }
});

describe('picking a version', () => {
  const table: [wanted: string, picked: string | undefined][] = [
    ['', '1.10.0'],
    ['*', '1.10.0'],
    ['latest', '1.10.0'],
    ['beta', '2.0.0-beta.10'],
    ['gone', undefined],
    ['nightly', undefined],
    ['toString', undefined],
    ['1.2.0', '1.2.0'],
    ['v1.2.0', '1.2.0'],
    ['=1.2.0', '1.2.0'],
    ['1.2.1', undefined],
    ['^1', '1.10.0'],
    ['1.x', '1.10.0'],
    ['>=1', '1.10.0'],
    ['>=1.11', '2.0.0'],
    ['<1.10', '1.2.0'],
    ['^0.0', '0.0.1'],
    ['~0.1', '0.1.0'],
    ['^2.0.0-beta.1', '2.0.0'],
    ['2.0.0-beta.1 - 2.0.0-beta.9', '2.0.0-beta.1'],
    ['^3', undefined],
    ['>=3.0.0-alpha', '3.0.0-rc.1'],
    ['<0.1 || ^1.2', '1.10.0'],
    [' ^1.2 ', '1.10.0'],
  ];
  for (const [wanted, picked] of table) {
    it(`${JSON.stringify(wanted)} → ${String(picked)}`, () => {
      expect(pickVersion(versions, tags, wanted)).to.equal(picked);
    });
  }

  it('without a latest tag takes the highest release, or the highest prerelease where there is nothing else', () => {
    expect(pickVersion(versions, {}, '')).to.equal('2.0.0');
    expect(pickVersion(['1.0.0-dev.2', '1.0.0-dev.10'], {}, '')).to.equal('1.0.0-dev.10');
    expect(pickVersion(['1.0.0-dev.2', '1.0.0-dev.10'], {}, '^1')).to.equal(undefined);
  });

  it('takes a prerelease that is tagged latest for * only', () => {
    expect(pickVersion(versions, { latest: '3.0.0-rc.1' }, '*')).to.equal('3.0.0-rc.1');
    expect(pickVersion(versions, { latest: '3.0.0-rc.1' }, '>=1')).to.equal('2.0.0');
  });

  it('takes no prerelease for * where there is something else', () => {
    expect(versionsInOrder(versions, {}, '*').filter((version) => version.includes('-'))).to.deep.equal([]);
    expect(pickVersion(['1.0.0-dev.2'], { latest: '9.9.9' }, '*')).to.equal(undefined);
  });

  it('ignores what is no version', () => {
    expect(pickVersion(['latest', '1', '', '1.0.0', '1.0.0'], {}, '*')).to.equal('1.0.0');
    expect(pickVersion([], {}, '*')).to.equal(undefined);
  });
});

/** `'crm@1.2.0': { dependencies: { billing: '^2' } }` */
type World = Record<string, Relations>;

function published(world: World, distTags: Record<string, Record<string, string>> = {}) {
  const plugins = new Map<string, Map<string, Relations>>();
  for (const [name, relations] of Object.entries(world)) {
    const [plugin = '', version = ''] = name.split('@');
    plugins.set(plugin, (plugins.get(plugin) ?? new Map<string, Relations>()).set(version, relations));
  }
  const asked: string[] = [];
  return {
    asked,
    lookup: async (plugin: string): Promise<PublishedPlugin | undefined> => {
      asked.push(plugin);
      const found = plugins.get(plugin);
      return found && { versions: found, distTags: distTags[plugin] ?? {} };
    },
  };
}

async function closure(root: string, world: World, installed: Record<string, InstalledPlugin> = {}) {
  const [plugin = '', range = ''] = root.split('@');
  const { lookup } = published(world);
  const found = await resolveClosure({
    root: { plugin, range },
    installed: new Map(Object.entries(installed)),
    lookup,
  });
  return found.map((one) => `${one.action} ${one.plugin}@${one.version}`);
}

const need = (dependencies: Record<string, string>): Relations => ({ dependencies });

describe('resolving a closure', () => {
  const solved: [
    what: string,
    root: string,
    world: World,
    installed: Record<string, InstalledPlugin>,
    result: string[],
  ][] = [
    ['a plugin alone', 'crm@', { 'crm@1.0.0': {}, 'crm@1.1.0': {} }, {}, ['install crm@1.1.0']],
    [
      'a chain, what is needed first',
      'crm@^1',
      { 'crm@1.0.0': need({ billing: '^1' }), 'billing@1.3.0': need({ tax: '*' }), 'tax@0.1.0': {} },
      {},
      ['install tax@0.1.0', 'install billing@1.3.0', 'install crm@1.0.0'],
    ],
    [
      'a diamond, once each',
      'aa@',
      {
        'aa@1.0.0': need({ bb: '*', cc: '*' }),
        'bb@1.0.0': need({ dd: '^1' }),
        'cc@1.0.0': need({ dd: '>=1.2' }),
        'dd@1.0.0': {},
        'dd@1.2.0': {},
        'dd@2.0.0': {},
      },
      {},
      ['install dd@1.2.0', 'install bb@1.0.0', 'install cc@1.0.0', 'install aa@1.0.0'],
    ],
    [
      'by stepping back to an older version when the newest does not fit',
      'aa@',
      {
        'aa@1.0.0': need({ bb: '*', cc: '^1' }),
        'bb@2.0.0': need({ cc: '^2' }),
        'bb@1.0.0': need({ cc: '^1' }),
        'cc@1.0.0': {},
        'cc@2.0.0': {},
      },
      {},
      ['install cc@1.0.0', 'install bb@1.0.0', 'install aa@1.0.0'],
    ],
    [
      'keeping an installed version that serves, though a newer one exists',
      'crm@',
      { 'crm@1.0.0': need({ billing: '^1' }), 'billing@1.9.0': {} },
      { billing: { version: '1.2.0' } },
      ['keep billing@1.2.0', 'install crm@1.0.0'],
    ],
    [
      'stepping back for an installed version',
      'crm@',
      { 'crm@2.0.0': need({ billing: '^2' }), 'crm@1.0.0': need({ billing: '^1' }), 'billing@2.0.0': {} },
      { billing: { version: '1.2.0' } },
      ['keep billing@1.2.0', 'install crm@1.0.0'],
    ],
    [
      'an optional dependency only where it is there',
      'crm@',
      { 'crm@1.0.0': { optionalDependencies: { billing: '^2' } }, 'billing@2.0.0': {} },
      {},
      ['install crm@1.0.0'],
    ],
    [
      'an optional dependency that limits a version',
      'crm@',
      {
        'crm@1.0.0': { optionalDependencies: { billing: '^1' } },
        'crm@2.0.0': { optionalDependencies: { billing: '^2' } },
      },
      { billing: { version: '1.0.0' } },
      ['install crm@1.0.0'],
    ],
    [
      'within what an installed plugin asks of the one that is updated',
      'crm@',
      { 'crm@1.5.0': {}, 'crm@2.0.0': {} },
      { analytics: { version: '1.0.0', dependencies: { crm: '^1' } } },
      ['install crm@1.5.0'],
    ],
    [
      'a prerelease for *, where nothing else is there',
      'aa@',
      { 'aa@1.0.0': need({ bb: '*' }), 'bb@1.0.0-rc.1': {} },
      {},
      ['install bb@1.0.0-rc.1', 'install aa@1.0.0'],
    ],
    [
      'an installed prerelease for *',
      'aa@',
      { 'aa@1.0.0': need({ bb: '*' }), 'bb@1.0.0': {} },
      { bb: { version: '1.0.0-rc.1' } },
      ['keep bb@1.0.0-rc.1', 'install aa@1.0.0'],
    ],
    [
      'an optional dependency that comes along before who works with it',
      'aa@',
      {
        'aa@1.0.0': need({ bb: '*', zz: '*' }),
        'bb@1.0.0': { optionalDependencies: { zz: '*' } },
        'zz@1.0.0': {},
      },
      {},
      ['install zz@1.0.0', 'install bb@1.0.0', 'install aa@1.0.0'],
    ],
    [
      'a circle of optional dependencies',
      'aa@',
      {
        'aa@1.0.0': need({ bb: '*', cc: '*' }),
        'bb@1.0.0': { optionalDependencies: { aa: '*', cc: '*' } },
        'cc@1.0.0': { optionalDependencies: { bb: '*' } },
      },
      {},
      ['install cc@1.0.0', 'install bb@1.0.0', 'install aa@1.0.0'],
    ],
    [
      'an optional dependency after what it needs, where that works with it',
      'aa@',
      {
        'aa@1.0.0': need({ bb: '*', cc: '*' }),
        'bb@1.0.0': { optionalDependencies: { cc: '*' } },
        'cc@1.0.0': need({ dd: '*' }),
        'dd@1.0.0': need({ bb: '*' }),
      },
      {},
      ['install bb@1.0.0', 'install dd@1.0.0', 'install cc@1.0.0', 'install aa@1.0.0'],
    ],
    [
      'around a conflict by an older version',
      'crm@',
      { 'crm@2.0.0': { conflicts: { legacy: '<2' } }, 'crm@1.0.0': {} },
      { legacy: { version: '1.4.0' } },
      ['install crm@1.0.0'],
    ],
    [
      'a conflict that is about other versions',
      'crm@',
      { 'crm@2.0.0': { conflicts: { legacy: '<2' } } },
      { legacy: { version: '2.0.0' } },
      ['install crm@2.0.0'],
    ],
    [
      'out of a circle by an older version',
      'aa@',
      { 'aa@1.0.0': need({ bb: '*' }), 'bb@2.0.0': need({ aa: '*' }), 'bb@1.0.0': {} },
      {},
      ['install bb@1.0.0', 'install aa@1.0.0'],
    ],
  ];
  for (const [what, root, world, installed, result] of solved) {
    it(`finds ${what}`, async () => {
      expect(await closure(root, world, installed)).to.deep.equal(result);
    });
  }

  const failing: [
    what: string,
    root: string,
    world: World,
    installed: Record<string, InstalledPlugin>,
    code: string,
    message: string,
  ][] = [
    ['an unknown plugin', 'crm@', {}, {}, 'plugin_not_found', 'No plugin "crm" is published'],
    [
      'an unknown version',
      'crm@^2',
      { 'crm@1.0.0': {}, 'crm@1.1.0': {} },
      {},
      'version_not_found',
      'No version of crm matches ^2: it has 1.1.0, 1.0.0',
    ],
    [
      'two ranges that exclude each other',
      'crm@',
      {
        'crm@1.2.0': need({ analytics: '*', billing: '^2' }),
        'analytics@1.0.0': need({ billing: '^1' }),
        'billing@1.0.0': {},
        'billing@2.0.0': {},
      },
      {},
      'unsatisfiable',
      'crm@1.2.0 needs billing@^2, but analytics@1.0.0 (needed by crm@1.2.0) needs billing@^1',
    ],
    [
      'a dependency that nobody published',
      'crm@',
      { 'crm@1.2.0': need({ billing: '^2' }) },
      {},
      'unsatisfiable',
      'crm@1.2.0 needs billing@^2, but no plugin "billing" is published',
    ],
    [
      'a dependency without a fitting version',
      'crm@',
      { 'crm@1.2.0': need({ billing: '^2' }), 'billing@1.0.0': {}, 'billing@3.0.0-rc.1': {} },
      {},
      'unsatisfiable',
      'crm@1.2.0 needs billing@^2, but no version of billing matches: it has 3.0.0-rc.1, 1.0.0',
    ],
    [
      'an installed version that does not serve',
      'crm@',
      { 'crm@1.2.0': need({ billing: '^2' }), 'billing@2.0.0': {} },
      { billing: { version: '1.4.0' } },
      'unsatisfiable',
      'crm@1.2.0 needs billing@^2, but billing@1.4.0 is installed; update billing first',
    ],
    [
      'an update that an installed plugin does not bear',
      'crm@2',
      { 'crm@2.0.0': {} },
      { analytics: { version: '1.0.0', dependencies: { crm: '^1' } } },
      'unsatisfiable',
      'analytics@1.0.0 (installed) needs crm@^1, but crm@2.0.0 was requested',
    ],
    [
      'an optional dependency in another version',
      'crm@',
      { 'crm@1.0.0': { optionalDependencies: { billing: '^2' } } },
      { billing: { version: '1.4.0' } },
      'unsatisfiable',
      'crm@1.0.0 works only with billing@^2, but billing@1.4.0 is installed; update billing first',
    ],
    [
      'a circle',
      'aa@',
      { 'aa@1.0.0': need({ bb: '*' }), 'bb@1.0.0': need({ cc: '*' }), 'cc@1.0.0': need({ aa: '*' }) },
      {},
      'dependency_cycle',
      'cc@1.0.0 needs aa@1.0.0 needs bb@1.0.0 needs cc',
    ],
    [
      'a conflict of the new with an installed plugin',
      'crm@',
      { 'crm@1.0.0': { conflicts: { legacy: '<2' } } },
      { legacy: { version: '1.4.0' } },
      'plugin_conflict',
      'crm@1.0.0 conflicts with legacy@<2, which includes legacy@1.4.0 (installed)',
    ],
    [
      'a conflict of an installed plugin with the new',
      'crm@',
      { 'crm@1.0.0': {} },
      { legacy: { version: '1.4.0', conflicts: { crm: '*' } } },
      'plugin_conflict',
      'legacy@1.4.0 (installed) conflicts with crm@*, which includes crm@1.0.0',
    ],
    [
      'a conflict with a prerelease',
      'crm@1.0.0-rc.1',
      { 'crm@1.0.0-rc.1': {} },
      { legacy: { version: '1.4.0', conflicts: { crm: '*' } } },
      'plugin_conflict',
      'legacy@1.4.0 (installed) conflicts with crm@*',
    ],
    [
      'a conflict between two dependencies',
      'aa@',
      { 'aa@1.0.0': need({ bb: '*', cc: '*' }), 'bb@1.0.0': {}, 'cc@1.0.0': { conflicts: { bb: '*' } } },
      {},
      'plugin_conflict',
      'cc@1.0.0 (needed by aa@1.0.0) conflicts with bb@*, which includes bb@1.0.0 (needed by aa@1.0.0)',
    ],
  ];
  for (const [what, root, world, installed, code, message] of failing) {
    it(`explains ${what}`, async () => {
      const error = await closure(root, world, installed).then(
        (found) => expect.fail(`resolved to ${found.join()}`),
        (caught: unknown) => caught as Error & { code: string },
      );
      expect(error.message).to.contain(message);
      expect(error.code).to.equal(code);
    });
  }

  it('explains the attempt that came furthest', async () => {
    const world: World = {
      'aa@1.0.0': need({ bb: '*' }),
      'bb@2.0.0': { conflicts: { aa: '*' } },
      'bb@1.0.0': need({ cc: '^1' }),
    };
    const error = await closure('aa@', world).catch((caught: unknown) => caught as Error);
    expect((error as Error).message).to.equal(
      'bb@1.0.0 (needed by aa@1.0.0) needs cc@^1, but no plugin "cc" is published',
    );
  });

  it('asks for each plugin once', async () => {
    const { lookup, asked } = published({
      'aa@1.0.0': need({ bb: '*', cc: '*' }),
      'bb@1.0.0': need({ cc: '*' }),
      'cc@1.0.0': {},
    });
    await resolveClosure({ root: { plugin: 'aa', range: '' }, installed: new Map(), lookup });
    expect(asked.sort()).to.deep.equal(['aa', 'bb', 'cc']);
  });

  it('gives up on a puzzle that would take for ever, and says so', async () => {
    const world: World = {
      'root@1.0.0': need(Object.fromEntries(Array.from('abcdefgh').map((name) => [`${name}x`, '*']))),
    };
    for (const name of 'abcdefgh') {
      for (let n = 0; n < 10; n++) world[`${name}x@1.${n}.0`] = name === 'h' ? need({ missing: '*' }) : {};
    }
    const error = await closure('root@', world).catch(
      (caught: unknown) => caught as Error & { code: string },
    );
    expect(error).to.include({ code: 'unsatisfiable' });
    expect((error as Error).message).to.match(
      /^Found no solution after trying 5000 versions\. .*no plugin "missing" is published/,
    );
  });
});
