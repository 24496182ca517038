import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { type Described, describe as describeBundle } from '../../src/plugin-host/describe/describe.ts';
import { type Walls, detectWalls } from '../../src/plugin-host/sandbox/walls.ts';
import { writeBundle } from './hosted.ts';

/** A bundle whose class declares this. */
const declaring = (routes: unknown, access: unknown) => `
  class Plugin { list() {} onUpdate() {} onInstall() {} }
  Plugin[Symbol.for('Symbol.metadata')] = {
    [Symbol.for('plexica.declarations')]: { routes: ${JSON.stringify(routes)}, access: ${JSON.stringify(access)} },
  };
  export default Plugin;`;
const list = (path: string, method = 'GET') => ({ method, path, handler: 'list' });

const REFUSED: Record<string, [source: string, message: RegExp]> = {
  'a route that says not who may call it': [
    declaring([list('/a')], {}),
    /^list\(\), GET \/a: declare who can call it with @Permission, @Authenticated or @Public$/,
  ],
  'access without a route': [declaring([], { list: 'public' }), /list\(\): .*has no @Route/],
  'a path without /': [declaring([list('a')], { list: 'public' }), /must begin with \//],
  'a path that ends with /': [declaring([list('/a/')], { list: 'public' }), /must not end with \//],
  'a parameter in the middle of a segment': [
    declaring([list('/a-:id')], { list: 'public' }),
    /"a-:id" must be/,
  ],
  'a wildcard': [declaring([list('/*')], { list: 'public' }), /"\*" must be/],
  'a method that does not exist': [
    declaring([list('/a', 'STEAL')], { list: 'public' }),
    /must be one of GET/,
  ],
  'two routes for the same requests': [
    declaring([list('/a/:b'), list('/a/:c')], { list: 'public' }),
    /GET \/a\/:c: list\(\) already handles the same requests/,
  ],
  'an error as it loads': [
    "const a = 1;\nthrow new Error('boom');\nexport default 1",
    /^Error: boom\n\s+at dist\/backend\/index\.js:2:7$/,
  ],
  'a syntax error': ['export default class {', /SyntaxError: Unexpected end of input/],
  'an import that is not there': [
    "import 'left-pad';\nexport default class {}",
    /Cannot find package 'left-pad'/,
  ],
  'no class': ['export default 1', /default export must be a class/],
  'no default export': ['export const a = 1; //export default', /default export must be a class/],
  'a constructor that throws': [
    "export default class { constructor() { throw new Error('built') } }",
    /built/,
  ],
  'a process that ends': ['process.exit(4);\nexport default class {}', /ended while the bundle loaded \(4\)/],
  'routes of the wrong shape': [declaring('all of them', {}), /channel protocol: a started message/],
};

describe('describing a bundle', () => {
  let walls: Walls;
  let folder: string;
  before(async () => {
    walls = await detectWalls();
    // Closed to others, as a developer's folder often is.
    folder = await mkdtemp(join(tmpdir(), 'plexica-describe-test-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const failure = async (bundle: string): Promise<PlexicaError> =>
    describeBundle({ folder: bundle, codeGeneration: false }, walls).then(
      () => {
        throw new Error('it succeeded');
      },
      (error: PlexicaError) => error,
    );

  it('tells routes, who may call them, and lifecycle methods', async () => {
    const source = declaring([list('/'), list('/contacts/:id')], { list: { permission: 'contacts.read' } });
    const good = await writeBundle(folder, 'good', source);
    const described: Described = await describeBundle({ folder: good, codeGeneration: false }, walls);
    const access = { permission: 'contacts.read' };
    expect(described).to.deep.equal({
      routes: [
        { ...list('/'), access },
        { ...list('/contacts/:id'), access },
      ],
      lifecycle: ['onInstall', 'onUpdate'],
    });
  });

  describe('fails with build_failed for', () => {
    let count = 0;
    for (const [name, [source, message]] of Object.entries(REFUSED)) {
      it(name, async () => {
        count += 1;
        const error = await failure(await writeBundle(folder, `bad-${count}`, source));
        expect(error).to.be.instanceOf(PlexicaError);
        expect(error.code).to.equal('build_failed');
        expect(error.message).to.match(message);
      });
    }
    it('a folder without a bundle', async () => {
      expect((await failure(join(folder, 'nothing'))).message).to.match(/index\.js does not exist$/);
    });
  });
});
