import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

const WEBHOOK = `
  @Public()
  @Route('POST', '/webhook')
  hear(): void {}
`;

const REACHES = {
  plugin: 'demo',
  key: 'access.network',
  value: 'api.example.com',
  text: 'reaches api.example.com over https',
};

/** Twelve hosts. */
const MANY = Array.from({ length: 12 }, (_, index) => `region-${index}.api.example.com`);

describe('what a plugin brings', () => {
  let plexica: Plexica;
  let server: TestServer;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    [server, project] = await Promise.all([startServer(), plexica.project('demo')]);
    await edit('plexica.json', (text) => change(text, { access: { network: ['api.example.com'] } }));
    await run('tenants', 'create', 'acme');
    await run('publish', '--folder', project);
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const run = async (...args: string[]) => {
    const env = { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN, COLUMNS: '80' };
    const answer = await plexica.run(args, { env });
    expect(answer.code, answer.stderr).to.equal(0);
    if (!args.includes('--json')) {
      const lines = answer.stdout.split('\n');
      expect(Math.max(...lines.map((line) => line.length)), answer.stdout).to.be.at.most(80);
    }
    return answer;
  };
  const json = async (...args: string[]) => {
    const answer = await run(...args, '--json');
    expectPublished(args[0] as string, answer.json);
    return answer.json;
  };
  const edit = async (file: string, how: (text: string) => string) => {
    const path = join(project, file);
    await writeFile(path, how(await readFile(path, 'utf8')));
  };
  const change = (text: string, values: object) => JSON.stringify({ ...JSON.parse(text), ...values });
  const at = ['--tenant', 'acme'];

  it('is shown of a published version', async () => {
    const shown = await json('info', 'demo');
    expect(shown.access).to.deep.equal([REACHES]);
    const { stdout } = await run('info', 'demo');
    expect(stdout).to.contain('demo reaches api.example.com over https.');
    expect(stdout).to.contain('demo adds the permission demo.notes.use (Read, write and delete notes).');
  });

  it('is shown before an installation', async () => {
    const { changes } = await json('install', 'demo', ...at, '--dry-run');
    expect(changes[0].brings).to.deep.equal({
      permissions: { 'demo.notes.use': 'Read, write and delete notes' },
      roles: { writer: ['demo.notes.use'] },
      access: [REACHES],
    });
    const { stdout } = await run('install', 'demo', ...at, '--dry-run');
    expect(stdout).to.equal(
      [
        'Would create installation demo (version 0.1.0)',
        '  demo reaches api.example.com over https.',
        '  demo adds the permission demo.notes.use (Read, write and delete notes).',
        '  demo offers the role writer with demo.notes.use.',
        '',
      ].join('\n'),
    );
  });

  it('is shown of an installation', async () => {
    const { stdout } = await run('install', 'demo', ...at, '--yes');
    expect(stdout).to.contain('demo 0.1.0 is active in acme.\n  demo reaches api.example.com over https.\n');
    expect(stdout).to.contain('  demo adds the permission demo.notes.use (Read');
  });

  it('is nothing where an update finds nothing newer, and a dry run says so too', async () => {
    const planned = await json('update', 'demo', ...at, '--dry-run');
    expect(planned).to.deep.include({ changes: [], unchanged: true, version: '0.1.0' });
    const { stdout } = await run('update', 'demo', ...at, '--dry-run');
    expect(stdout).to.equal('demo is already at 0.1.0 in acme. Nothing would change.\n');
    expect((await run('update', 'demo', ...at)).stdout).to.equal(
      'demo is already at 0.1.0 in acme. Nothing changed.\n',
    );
    const configured = ['update', 'demo', ...at, '--config', 'maximumLength=9', '--dry-run'];
    expect((await json(...configured)).changes).to.have.length(1);
    expect((await json('update', 'demo', ...at, '--reset', '--dry-run')).changes).to.have.length(1);
  });

  it('is of an update what the version before had not', async () => {
    await edit('package.json', (text) => change(text, { version: '0.2.0' }));
    await edit('plexica.json', (text) =>
      change(text, {
        permissions: { 'notes.use': 'Read, write and delete notes', 'notes.share': 'Share notes' },
        access: { network: ['api.example.com', 'api.stripe.com', ...MANY], storage: true, members: 'read' },
      }),
    );
    await edit('src/index.ts', (text) =>
      text.replace('HttpError, ', 'HttpError, Public, ').replace(/\}\n$/, `${WEBHOOK}}\n`),
    );
    await run('publish', '--folder', project);

    const planned = await json('update', 'demo', ...at, '--dry-run');
    expect(planned).to.deep.include({ unchanged: false });
    const { permissions, access } = planned.changes[0].brings;
    expect(permissions).to.deep.equal({ 'demo.notes.share': 'Share notes' });
    expect(access.map(({ key, value }: { key: string; value: string }) => `${key} ${value}`)).to.deep.equal([
      ...['api.stripe.com', ...MANY].map((host) => `access.network ${host}`),
      'access.storage true',
      'access.members read',
      'routes.public POST /demo/webhook',
    ]);
    const { stdout } = await run('update', 'demo', ...at, '--dry-run');
    expect(stdout).to.contain('  demo also reaches api.stripe.com over https.\n');
    expect(stdout).to.contain('  demo also reaches region-11.api.example.com over https.\n');
    expect(stdout).to.contain('  demo also stores files.');
    expect(stdout).to.contain('  demo also reads names and addresses of members.');
    expect(stdout).to.contain('  demo also adds the permission demo.notes.share (Share notes).');
    expect(stdout).to.contain('  demo also lets anyone call POST /demo/webhook without a token.');

    const updated = await json('update', 'demo', ...at, '--accept-access');
    expect(updated.changes).to.deep.equal(planned.changes);
    const back = await run('update', 'demo@0.1.0', ...at);
    expect(back.stdout).to.equal('✓ demo 0.1.0 is active in acme.\n');
    const again = await run('update', 'demo', ...at, '--accept-access');
    expect(again.stdout).to.contain('demo 0.2.0 is active in acme.\n  demo also reaches api.stripe.com');
    const info = await run('info', 'demo');
    expect(info.stdout).to.match(/POST +\/webhook +public/);
  });

  it('has the texts that its author says are no credentials, with why', async () => {
    const allowedSecrets = { '0f3c9a61d2b45e78': "The example of the API's manual" };
    await edit('package.json', (text) => change(text, { version: '0.3.0' }));
    await edit('plexica.json', (text) => change(text, { allowedSecrets }));
    await run('publish', '--folder', project);
    const said =
      "contains a text that looks like a credential (0f3c9a61d2b45e78); the author's reason why it is none: " +
      '"The example of the API\'s manual".';
    const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

    expect((await json('info', 'demo')).allowedSecrets).to.deep.equal(allowedSecrets);
    expect(inOneLine((await run('info', 'demo')).stdout)).to.contain(`demo ${said}`);
    const planned = await json('update', 'demo', ...at, '--dry-run');
    expect(planned.changes[0].brings).to.deep.equal({
      permissions: {},
      roles: {},
      access: [],
      allowedSecrets,
    });
    expect(inOneLine((await run('update', 'demo', ...at, '--dry-run')).stdout)).to.contain(
      `demo also ${said}`,
    );
    await run('update', 'demo', ...at);
    await edit('package.json', (text) => change(text, { version: '0.3.1' }));
    await run('publish', '--folder', project);
    const next = await json('update', 'demo', ...at, '--dry-run');
    expect(next.changes[0].brings).to.deep.equal({ permissions: {}, roles: {}, access: [] });
  });
});
