import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

describe('in GitHub Actions', () => {
  let plexica: Plexica;
  let project: string;
  let lines: number;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
    const source = join(project, 'src/index.ts');
    lines = (await readFile(source, 'utf8')).split('\n').length;
    await appendFile(source, 'const wrong: string = 1;\nexport { wrong };\n');
  });
  after(() => plexica.remove());

  const run = (args: string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
    plexica.run(args, {
      cwd,
      env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: plexica.folder, CI: 'true', ...env },
    });
  const annotations = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('::'));
  const wrong = () =>
    `::error file=demo/src/index.ts,line=${lines},col=7::TS2322: Type 'number' is not assignable to type 'string'.`;

  it('points at the line that does not build', async () => {
    const { code, stdout, stderr } = await run(['build'], project);
    expect(code).to.equal(2);
    expect(annotations(stderr)).to.deep.equal([wrong()]);
    expect(stderr).to.contain('Error:');
    expect(stdout).to.equal('');
  });

  it('points at it from the folder of the checkout, and where that is not known', async () => {
    const elsewhere = await run(['build', '--folder=demo'], plexica.folder);
    expect(annotations(elsewhere.stderr)).to.deep.equal([wrong()]);
    const unknown = await run(['build', '--folder', 'demo'], plexica.folder, { GITHUB_WORKSPACE: undefined });
    expect(annotations(unknown.stderr)).to.deep.equal([wrong()]);
  });

  it('keeps standard output one document with --json', async () => {
    const { json, stderr } = await run(['build', '--json'], project);
    expect(json.error.code).to.equal('build_failed');
    expect(annotations(stderr)).to.deep.equal([wrong()]);
  });

  it('says nothing of it elsewhere', async () => {
    const { stderr } = await plexica.run(['build'], { cwd: project });
    expect(annotations(stderr)).to.deep.equal([]);
  });

  it('points at a manifest and a migration, escaped', async () => {
    const folder = await plexica.copy(project, 'odd, 50%: one');
    const manifest = join(folder, 'plexica.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('{', '{\n  "per%mis\\n::stop": 1,'));
    const { stderr } = await run(['validate'], folder);
    const [first, ...more] = annotations(stderr);
    expect(more).to.deep.equal([]);
    expect(first).to.match(/^::error file=odd%2C 50%25%3A one\/plexica\.json,line=2,col=3::.*per%25mis/);
    await writeFile(manifest, text);
    const migration = join(folder, 'migrations/001_notes.sql');
    await appendFile(migration, '\nDROP SCHEMA public;\n');
    const { stderr: refused } = await run(['validate'], folder);
    expect(annotations(refused)[0]).to.match(
      /^::error file=odd%2C 50%25%3A one\/migrations\/001_notes\.sql,line=\d+::/,
    );
  });
});
