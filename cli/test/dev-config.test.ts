import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DevSession } from './dev-session.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type } from './terminal.ts';

const KEY = 'sk-geheim';

describe('dev, where the configuration has required keys', () => {
  let plexica: Plexica;
  let base: string;
  let project: string;
  let values: string;
  let count = 0;
  let dev: DevSession | undefined;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
    values = join(plexica.folder, 'values.json');
    await writeFile(values, JSON.stringify({ apiKey: KEY, pageSize: 30 }));
    await require('apiKey', {
      type: 'string',
      minLength: 5,
      writeOnly: true,
      description: 'Key of the shop',
    });
    await require('pageSize', { type: 'integer', maximum: 100 });
    await require('currency', { type: 'string', default: 'EUR' });
    base = project;
  });
  beforeEach(async () => {
    project = await plexica.copy(base, `demo-${(count += 1)}`);
  });
  afterEach(async () => {
    await dev?.stop();
    dev = undefined;
  });
  after(() => plexica.remove());

  const require = (key: string, property: object) =>
    edit(({ config }) => {
      config.properties[key] = property;
      config.required = [...(config.required ?? []), key];
    });
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON
  const edit = async (change: (manifest: any) => void) => {
    const file = join(project, 'plexica.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    change(manifest);
    await writeFile(file, JSON.stringify(manifest, null, 2));
  };
  const configuration = async ({ server, token }: Record<string, string>) => {
    const args = ['config', 'get', 'demo', '--tenant', 'dev', '--json'];
    const { json } = await plexica.run([...args, '--server', server ?? '', '--token', token ?? '']);
    return { values: json.values, secrets: json.secrets };
  };

  it('names the flags of all that are missing, exit 2, and leaves no server behind', async () => {
    const { code, json } = await plexica.run(['dev', '--json', '--config', 'maximumLength=9'], {
      cwd: project,
    });
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('missing_flags');
    expect(json.error.message).to.equal('Missing: --config apiKey=@<file>, --config pageSize=<value>.');
    const { stderr } = await plexica.run(['dev'], { cwd: project });
    expect(stderr).to.contain('--config apiKey=@<file>');
  });

  it('asks for each on a terminal, secrets unseen, and what it was told stays', async function () {
    skipWhereMissing(this, missingScript());
    const { all, code } = await type(
      plexica,
      ['dev', '--folder', project, '--port', '0'],
      [
        ['apiKey (Key of the shop)', 'sk\r'],
        [/fewer than 5|at least 5/, `\x15${KEY}\r`],
        ['pageSize', '500\r'],
        [/100/, '\b\b\b20\r'],
        ['Ctrl-C stops', '\x03'],
      ],
    );
    expect(code, all).to.equal(130);
    expect(all).to.contain('runs in the tenant dev').and.not.contain(KEY);
    dev = new DevSession(plexica, project);
    const ready = await dev.next('ready');
    expect(ready['current'], JSON.stringify(dev.lines)).to.equal(true);
    expect(await configuration(ready)).to.deep.equal({
      values: { maximumLength: 280, pageSize: 20, currency: 'EUR' },
      secrets: ['apiKey'],
    });
  });

  it('takes them from flags and a file, which win once and not at every save', async () => {
    dev = new DevSession(plexica, project, '--config-file', values, '--config', 'currency=CHF');
    const ready = await dev.next('ready');
    expect((await configuration(ready)).values).to.include({ pageSize: 30, currency: 'CHF' });
    const { server, token } = ready as unknown as Record<string, string>;
    const set = ['config', 'set', 'demo', 'pageSize=40', '--tenant', 'dev', '--server', server ?? ''];
    expect((await plexica.run([...set, '--token', token ?? ''])).code).to.equal(0);
    await edit((manifest) => (manifest.displayName = 'Renamed'));
    await dev.next('reloaded');
    expect((await configuration(ready)).values).to.include({ pageSize: 40, currency: 'CHF' });
  });

  it('names the flag for one that comes while it runs, and goes on with the version before', async () => {
    dev = new DevSession(plexica, project, '--config-file', values);
    const ready = await dev.next('ready');
    await require('region', { type: 'string' });
    const failed = await dev.next('failed', 'reloaded');
    expectPublished('dev', failed);
    expect(failed['error'].code).to.equal('invalid_config');
    expect(failed['error'].message).to.contain('region');
    expect(failed['error'].hint).to.contain('`plexica dev --config region=<value>`');
    const notes = await fetch(`${ready['url']}/notes`, {
      headers: { authorization: `Bearer ${ready['token']}` },
    });
    expect(notes.status).to.equal(200);
    await dev.stop();

    dev = new DevSession(plexica, project, '--config', 'region=eu');
    const again = await dev.next('ready');
    expect(again['current'], JSON.stringify(dev.lines)).to.equal(true);
    expect((await configuration(again)).values).to.include({ region: 'eu', pageSize: 30 });
  });

  it('says once that a package makes code of text, and not at every save', async () => {
    const source = join(project, 'src/index.ts');
    const before = await readFile(source, 'utf8');
    const make = '\nexport const make = (text: string): unknown => new Function(text);\n';
    await writeFile(source, before + make);
    dev = new DevSession(plexica, project, '--config-file', values);
    await dev.next('ready');
    const warnings = () => dev?.lines.filter(({ message }) => /codeGeneration/.test(message));
    expect(warnings()?.[0]?.['message']).to.match(
      /^Your code generates code at run time .*src\/index\.ts:\d+/,
    );
    for (const text of ['// One.', '// Two.']) {
      await writeFile(source, `${before}${text}${make}`);
      await dev.next('reloaded');
    }
    expect(warnings()).to.have.length(1);
    await writeFile(source, before);
  });
});
