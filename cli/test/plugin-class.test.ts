import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DevSession } from './dev-session.ts';
import { Plexica } from './plexica.ts';

const IMPORT = `import { Authenticated, PlexicaPlugin, Route } from '@plexica/sdk';`;
const ROUTE = `@Route('GET', '/a') @Authenticated() a() { return 1; }`;

/** Sources, and every line of what `build` says of them. */
const refused: Record<string, [source: string, said: string[]]> = {
  'a class without its base class': [
    `${IMPORT}\nexport default class Demo {\n  ${ROUTE}\n${`  @Route('GET', '/b') @Authenticated() b() { return 1; }\n`.repeat(20)}}\n`,
    [
      'src/index.ts:2:16 class Demo does not extend PlexicaPlugin; write `export default class Demo extends PlexicaPlugin`',
    ],
  ],
  'an object for a class': [
    `export default { a: 1 };\n`,
    [
      'src/index.ts:1:1 The default export is not a class; write `export default class … extends PlexicaPlugin`',
    ],
  ],
  'no export': [
    `console.log('hello');\n`,
    ['src/index.ts:1:1 The default export is missing; write `export default class … extends PlexicaPlugin`'],
  ],
  'a class that is not exported as default': [
    `${IMPORT}\nexport class Demo extends PlexicaPlugin {\n  ${ROUTE}\n}\n`,
    ['src/index.ts:1:1 class Demo is not the default export; write `export default class Demo extends …`'],
  ],
  'two classes of which none is exported': [
    `${IMPORT}\nclass One extends PlexicaPlugin {\n  ${ROUTE}\n}\nexport class Two extends PlexicaPlugin {}\nconsole.log(One);\n`,
    [
      'src/index.ts:1:1 None of the classes One, Two is the default export; write `export default` before one of them',
    ],
  ],
  'decorators before what is no method': [
    `${IMPORT}\nexport default class Demo extends PlexicaPlugin {\n  ${ROUTE}\n  @Route('GET', '/b') @Authenticated()\n  b = () => 1;\n  @Route('GET', '/c') @Authenticated() get c() { return 1; }\n  @Route('GET', '/d') @Authenticated() static d() { return 1; }\n}\n`,
    [
      'src/index.ts:4:4 TS1240: @Route, @Permission, @Authenticated and @Public go before a method, not before a field',
      'src/index.ts:6:4 TS1241: @Route, @Permission, @Authenticated and @Public go before a method, not before a getter or setter',
      'src/index.ts:7:4 TS1241: @Route, @Permission, @Authenticated and @Public go before a method, not before a static method',
    ],
  ],
};

const warned: Record<string, [source: string, warnings: string[]]> = {
  'hooks that are misspelt': [
    `${IMPORT}\nexport default class Demo extends PlexicaPlugin {\n  ${ROUTE}\n  onInstal() {}\n  async onactivate() {}\n  onUninstalled() { return 1; }\n}\n`,
    [
      'src/index.ts:4:3 onInstal() is never called; did you mean onInstall()?',
      'src/index.ts:5:9 onactivate() is never called; did you mean onActivate()?',
      'src/index.ts:6:3 onUninstalled() is never called; did you mean onUninstall()?',
    ],
  ],
  'a second class': [
    `${IMPORT}\nexport default class Demo extends PlexicaPlugin {\n  ${ROUTE}\n}\nexport class Other extends PlexicaPlugin {}\n`,
    [
      'src/index.ts:5:8 class Other extends PlexicaPlugin but is not the default export, so its methods are never called',
    ],
  ],
  'nothing of hooks, routes and calls': [
    `${IMPORT}\nabstract class Base extends PlexicaPlugin {\n  override onInstall() { this.onInstalled(); }\n  onInstalled() {}\n}\nclass Demo extends Base {\n  ${ROUTE}\n  @Route('POST', '/b') @Authenticated() onUpdated() { return 1; }\n  onMessage() {}\n}\nexport { Demo as default };\n`,
    [],
  ],
};

describe('the class of a backend', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  const build = async (source: string) => {
    await writeFile(join(project, 'src/index.ts'), source);
    return plexica.run(['build', '--dry-run', '--json'], { cwd: project });
  };

  for (const [what, [source, said]] of Object.entries(refused)) {
    it(`is refused in ${said.length === 1 ? 'one error' : 'one error each'} for ${what}`, async () => {
      const { code, json } = await build(source);
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('build_failed');
      const issues = json.error.issues as { path: string; message: string }[];
      expect(issues.map(({ path, message }) => `${path} ${message}`)).to.deep.equal(said);
    });
  }

  for (const [what, [source, warnings]] of Object.entries(warned)) {
    it(`builds with ${warnings.length} warnings of ${what}`, async () => {
      const { json, stderr } = await build(source);
      expect(json.warnings, JSON.stringify(json) + stderr).to.deep.equal(warnings);
    });
  }

  it('is spoken of by dev too', async () => {
    const [wrong] = refused['a class without its base class'] ?? [''];
    const [slip, [warning]] = warned['a second class'] ?? ['', []];
    await writeFile(join(project, 'src/index.ts'), wrong);
    const dev = new DevSession(plexica, project);
    try {
      const { error } = await dev.next('failed');
      expect(error.message).to.contain('class Demo does not extend PlexicaPlugin');
      await dev.next('ready');
      await writeFile(join(project, 'src/index.ts'), slip);
      expect((await dev.next('note')).message).to.equal(warning);
      await dev.next('reloaded');
    } finally {
      await dev.stop();
    }
  });
});
