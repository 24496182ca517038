import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';

const SOURCE = `import { Authenticated, Public, Route, WorkspaceAwarePlugin, WorkspaceRole, type WorkspaceContext } from '@plexica/sdk';

export default class Demo extends WorkspaceAwarePlugin {
  @Route('GET', '/here') @Authenticated()
  here(ctx: WorkspaceContext): string {
    return ctx.workspace.slug;
  }

  @Route('DELETE', '/all') @Authenticated() @WorkspaceRole('ADMIN')
  clear(): void {}

  @Route('POST', '/hook') @Public()
  hook(): void {}
}
`;

describe('a plugin whose data belongs to workspaces', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  const build = async (source: string, workspaceAware: boolean) => {
    await writeFile(join(project, 'src/index.ts'), source);
    const file = join(project, 'plexica.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...manifest, workspaceAware }));
    return plexica.run(['build', '--json'], { cwd: project });
  };

  it('is built with the roles that its routes require', async () => {
    const { code, json, stderr } = await build(SOURCE, true);
    expect(code, JSON.stringify(json) + stderr).to.equal(0);
    expectPublished('build', json);
    const built = JSON.parse(await readFile(join(project, 'dist/plexica.json'), 'utf8'));
    expect(built.workspaceAware).to.equal(true);
    expect(built.backend.routes).to.deep.equal([
      { method: 'GET', path: '/here', handler: 'here', access: 'authenticated' },
      {
        method: 'DELETE',
        path: '/all',
        handler: 'clear',
        access: 'authenticated',
        workspaceRole: 'ADMIN',
      },
      { method: 'POST', path: '/hook', handler: 'hook', access: 'public' },
    ]);
  });

  for (const [what, source, said] of [
    ['extends WorkspaceAwarePlugin', SOURCE, 'workspaceAware must be true, because'],
    [
      'has @WorkspaceRole',
      SOURCE.replaceAll('WorkspaceAwarePlugin', 'PlexicaPlugin'),
      '@WorkspaceRole requires "workspaceAware": true',
    ],
  ] as const)
    it(`says so in its manifest if it ${what}`, async () => {
      const { code, json } = await build(source, false);
      expect([code, json.error.code]).to.deep.equal([2, 'invalid_manifest']);
      expect(json.error.message.replaceAll(/[":]/g, '')).to.contain(said.replaceAll(/[":]/g, ''));
    });

  it('cannot require a role of those who call a public route', async () => {
    const { code, json } = await build(
      SOURCE.replace('@Public()', "@Public() @WorkspaceRole('VIEWER')"),
      true,
    );
    expect([code, json.error.code]).to.deep.equal([2, 'build_failed']);
    expect(json.error.message).to.contain('POST /hook: a @Public route has no caller');
  });
});
