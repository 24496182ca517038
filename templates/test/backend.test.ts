import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startPlugin, type RunningPlugin } from '@plexica/sdk/testing';
import { pluginClient } from '../../sdk/src/testing/plugin-client.ts';
import { render, scaffold, templates, type Template } from '../src/index.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/** The template's plugin with routes that fail in four ways. */
const withRoutes = (code: string): string =>
  code.replace('import { HttpError,', 'import { HttpError, Public,').replace(
    /(?<=class Notes .*\{\n)/,
    `
  @Route('GET', '/bad-gateway') @Public()
  answered(): Response { return new Response('no answer from there', { status: 502 }); }
  @Route('GET', '/refused') @Public()
  refused(): void { throw new HttpError(502, 'no answer from there'); }
  @Route('GET', '/explained') @Public()
  explained(): void { console.error('out of paper'); throw new HttpError(503, 'later'); }
  @Route('GET', '/thrown') @Public()
  thrown(): void { throw new Error('nobody catches this'); }
`,
  );

describe('a project of the backend template', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-template-'));
    await chmod(folder, 0o711);
    const files = await render({
      template: templates[0] as Template,
      id: 'notes-of-a-test',
      displayName: 'Notes',
      dependencies: { sdk: '*', cli: '*' },
      linked: false,
    });
    await scaffold(folder, files);
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  });
  after(() => rm(folder, { recursive: true }));

  it('type-checks', async () => {
    await run(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '--noEmit',
      '--project',
      folder,
    ]);
  });

  it('passes its own tests, on a real server', async () => {
    const test = ['--import', 'tsx', '--test', '--test-reporter', 'tap', 'test/notes.test.ts'];
    const { stdout } = await run(process.execPath, test, { cwd: folder });
    expect(stdout).to.contain('# pass 3').and.contain('# fail 0');
  });

  describe('started by startPlugin', () => {
    let plugin: RunningPlugin;
    before(async () => {
      const source = join(folder, 'src/index.ts');
      const code = await readFile(source, 'utf8');
      await writeFile(source, withRoutes(code));
      plugin = await startPlugin(join(folder, 'test'));
    });
    after(() => plugin?.close());

    it('takes the defaults of its configuration', async () => {
      const writer = await plugin.as('writer');
      expect((await writer.post('/notes', { text: 'x'.repeat(280) })).status).to.equal(201);
      expect((await writer.post('/notes', { text: 'x'.repeat(281) })).status).to.equal(422);
      expect((await writer.delete('/notes/12345')).status).to.equal(404);
      expect((await writer.post('/notes', '{')).status).to.equal(400);
      for (const body of ['null', '[]', '{"text": 5}', '{"text": " "}']) {
        expect((await writer.post('/notes', body)).status, body).to.equal(422);
      }
    });

    it('gives a client only the permissions that were named', async () => {
      const reader = await plugin.as({ permissions: ['notes.use'] });
      expect((await reader.get('/notes')).status).to.equal(200);
      expect((await (await plugin.as({ permissions: [] })).get('/notes')).status).to.equal(403);
    });

    it('names the roles that there are when asked for another', async () => {
      const error = await plugin.as('owner').catch((caught: Error) => caught);
      expect((error as Error).message).to.contain('no role "owner"; it has: writer');
    });

    it('shows in its log why a request failed, as soon as it has', async () => {
      const writer = await plugin.as('writer');
      for (const text of ['first \0', 'second \0']) {
        const response = await writer.post('/notes', { text });
        expect(response.status).to.equal(502);
        const logged = (await plugin.logs()).map(({ requestId }) => requestId);
        expect(logged).to.include(response.headers.get('x-request-id'));
      }
    });

    it('prints what the plugin has logged beside an answer of 500 or above', async () => {
      const { stderr } = process;
      const write = stderr.write.bind(stderr);
      let printed = '';
      stderr.write = (text: string | Uint8Array) => {
        printed += String(text);
        return true;
      };
      try {
        await plugin.anonymous.get('/thrown');
        await plugin.anonymous.get('/explained');
        await plugin.anonymous.get('/notes');
      } finally {
        stderr.write = write;
      }
      expect(printed).to.match(/^GET \/thrown was answered with 502\. The log of the plugin:\n {2}error /);
      expect(printed).to.match(/nobody catches this\n +at .*src\/index\.ts:\d+/);
      expect(printed).to.match(
        /GET \/explained was answered with 503\. The log of the plugin:\n.*out of paper/s,
      );
      expect(printed).not.to.contain('/notes');
    });

    it('takes only what the plugin did not answer itself for failed', async () => {
      const failed: string[] = [];
      const url = `${plugin.url}/t/${plugin.tenant}/notes-of-a-test`;
      const nobody = pluginClient(url, undefined, ({ requestId, uncaught }) => {
        if (uncaught) failed.push(requestId);
        return Promise.resolve();
      });
      for (const [path, body] of [
        ['/bad-gateway', 'no answer from there'],
        ['/refused', '"detail":"no answer from there"'],
      ] as const) {
        const response = await nobody.get(path);
        expect(response.status).to.equal(502);
        expect(await response.text()).to.contain(body);
      }
      expect(failed).to.deep.equal([]);
      const { headers } = await nobody.get('/thrown');
      expect(failed).to.deep.equal([headers.get('x-request-id')]);
    });
  });

  it('says why a plugin does not start', async () => {
    const error = await startPlugin(tmpdir()).catch((caught: Error) => caught);
    expect((error as Error).message).to.contain('No plexica.json');
  });
});
