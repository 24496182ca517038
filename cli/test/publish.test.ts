import { randomBytes } from 'node:crypto';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica, type Answer } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

describe('publish', () => {
  let plexica: Plexica;
  let server: TestServer;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    [server, project] = await Promise.all([startServer(), plexica.project('demo')]);
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const publish = (folder: string, token: string | undefined, ...args: string[]) =>
    plexica.run(['publish', '--json', ...args], {
      cwd: folder,
      env: { PLEXICA_SERVER: server.url, ...(token !== undefined && { PLEXICA_TOKEN: token }) },
    });
  const tokenOf = async (name: string, ...more: string[]): Promise<string> => {
    const args = ['tokens', 'create', '--name', name, '--scope', 'publish', '--json', ...more];
    const { json } = await plexica.run(args, {
      env: { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN },
    });
    return json.token;
  };

  it('is refused without a token, exit 3, before anything is built', async () => {
    const { code, json } = await publish(project, undefined);
    expect(code).to.equal(3);
    expect(json.error.code).to.equal('not_authenticated');
    expect(await readFile(join(project, 'dist/plexica.json')).catch(() => undefined)).to.equal(undefined);
  });

  it('is refused with a token that nobody knows, exit 3', async () => {
    const { code, json } = await publish(project, `plx_${'x'.repeat(43)}`);
    expect(code).to.equal(3);
    expect(json.error.code).to.equal('not_authenticated');
    expect(json.error.requestId).to.be.a('string');
  });

  const built = (folder: string) =>
    readFile(join(folder, 'dist/plexica.json')).then(
      () => true,
      () => false,
    );

  /** What else is wrong, and the code and words of the refusal. */
  const refusals: [what: string, args: () => Promise<string[]>, code: string, said: string][] = [
    ['a token that nobody knows', async () => ['--token', 'plx_unknown'], 'not_authenticated', ''],
    [
      'a token without the permission',
      async () => ['--token', await tokenOf('reader', '--permissions', 'tenants.read')],
      'not_allowed',
      'does not have the permission plugins.publish',
    ],
    [
      'a tag that is a range',
      async () => ['--token', await tokenOf('ann'), '--tag', '1.x'],
      'invalid_input',
      '--tag: 1.x is a semver range',
    ],
    [
      'a tag of strange letters',
      async () => ['--token', await tokenOf('ann'), '--tag', 'to day'],
      'invalid_input',
      '--tag: must have',
    ],
    ['a token before a tag', async () => ['--token', 'plx_unknown', '--tag', '1.x'], 'not_authenticated', ''],
    [
      'a server that does not answer',
      async () => ['--token', ADMIN_TOKEN, '--server', 'http://127.0.0.1:2'],
      'server_unreachable',
      '',
    ],
  ];
  for (const [what, args, code, said] of refusals) {
    it(`refuses ${what} before it builds`, async () => {
      const folder = await plexica.copy(project, `early-${what.replaceAll(' ', '-')}`);
      // Had it been built first, this would be the error.
      await appendFile(join(folder, 'src/index.ts'), '\nconst wrong: string = 1;\n');
      const { json } = await publish(folder, undefined, ...(await args()));
      expect(json.error.code).to.equal(code);
      expect(json.error.message).to.contain(said);
      expect(await built(folder)).to.equal(false);
    });
  }

  it('shows with --dry-run what it would do, and does not', async () => {
    const { code, json } = await publish(project, await tokenOf('ann'), '--dry-run');
    expect(code).to.equal(0);
    expectPublished('publish', json);
    expect(json.changes).to.deep.include({ action: 'create', resource: 'version', name: 'demo@0.1.0' });
    const { json: found } = await plexica.run(['search', '--json', '--server', server.url]);
    expect(found.plugins).to.deep.equal([]);
  });

  type Answering = (request: IncomingMessage, response: ServerResponse) => void;
  /** Hands a request on to the server, and its answer to `answered`. */
  const handOn = (request: IncomingMessage, answered: (answer: IncomingMessage) => void): void => {
    const { method, headers } = request;
    request.pipe(forward(`${server.url}${request.url}`, { method, headers }, answered));
  };
  const through: Answering = (request, response) =>
    handOn(request, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });

  /** Publishes a plugin of this name through a proxy that treats each request as the next of `answers` says. */
  const publishThrough = async (id: string, answers: Answering[], ...args: string[]): Promise<Answer> => {
    const folder = await plexica.copy(project, id);
    for (const file of ['package.json', 'plexica.json']) {
      const text = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), text.replaceAll('"demo"', `"${id}"`));
    }
    const gate = createServer((request, response) => answers.shift()?.(request, response));
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = gate.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      const token = await tokenOf('zoe');
      return await plexica.run(['publish', '--server', url, '--token', token, ...args], { cwd: folder });
    } finally {
      gate.close();
      gate.closeAllConnections();
    }
  };

  it('sends it again when the connection is cut or the server is not ready', async () => {
    const answers: Answering[] = [
      through,
      (request) => request.socket.destroy(),
      (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end('not ready'),
      through,
    ];
    const { code, stderr, stdout } = await publishThrough('patient', answers);
    expect(stdout + stderr).to.contain('Published patient 0.1.0');
    expect(stderr).to.contain('retrying in 1 s');
    expect({ code, left: answers.length }).to.deep.equal({ code: 0, left: 0 });
  });

  it('does not call "unchanged" what it has sent itself before the connection was cut', async () => {
    const cut: Answering = (request) => handOn(request, () => request.socket.destroy());
    const { code, json } = await publishThrough('cut-off', [through, cut, through], '--json');
    expect(code).to.equal(0);
    expect(json).to.include({ plugin: 'cut-off', unchanged: false });
  });

  it('asks again before it builds when the connection is cut', async () => {
    const answers: Answering[] = [(request) => request.socket.destroy(), through, through];
    const { code, stderr } = await publishThrough('asked-again', answers);
    expect({ code, left: answers.length }, stderr).to.deep.equal({ code: 0, left: 0 });
  });

  it('prints where the server describes the plugin', async () => {
    const { code, stdout, stderr } = await publishThrough('described', [through, through]);
    expect(code, stderr).to.equal(0);
    const url = /^ {2}(http:\S+\/v1\/plugins\/described)$/m.exec(stdout)?.[1] ?? '';
    const { pathname } = new URL(url);
    const answer = await fetch(new URL(pathname, server.url), {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(await answer.json()).to.include({ id: 'described' });
  });

  it('publishes, and says "unchanged" to the same bytes again', async () => {
    const token = await tokenOf('ann');
    const first = await publish(project, token);
    expect(first.code, first.stdout).to.equal(0);
    expectPublished('publish', first.json);
    expect(first.json).to.deep.include({
      plugin: 'demo',
      version: '0.1.0',
      tags: ['latest'],
      unchanged: false,
    });
    const again = await publish(project, token);
    expect(again.code).to.equal(0);
    expect(again.json.unchanged).to.equal(true);
  });

  it('answers with the warnings of its build, also in a dry run', async () => {
    const folder = await plexica.copy(project, 'warns');
    for (const file of ['package.json', 'plexica.json']) {
      const text = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), text.replaceAll('"demo"', '"warns"'));
    }
    await appendFile(
      join(folder, 'src/index.ts'),
      '\nexport const make = (text: string) => new Function(text) as () => unknown;\n',
    );
    const token = await tokenOf('ann');
    for (const args of [['--dry-run'], []]) {
      const { json } = await publish(folder, token, ...args);
      expectPublished('publish', json);
      expect(json.warnings, JSON.stringify(json)).to.have.length(1);
      expect(json.warnings[0]).to.match(/^Your code generates code at run time/);
    }
  });

  it('lets latest go back to an older version that is published again with the tag', async () => {
    const token = await tokenOf('ann');
    const folder = await plexica.copy(project, 'newer');
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    await writeFile(join(folder, 'package.json'), text.replace('"version": "0.1.0"', '"version": "0.2.0"'));
    expect((await publish(folder, token)).json.tags).to.deep.equal(['latest']);
    const plan = await publish(project, token, '--tag', 'latest', '--dry-run');
    expect(plan.json.changes[0].detail).to.equal('moved from 0.2.0 to 0.1.0');
    const args = ['publish', '--tag', 'latest', '--server', server.url, '--token', token];
    const { code, stdout } = await plexica.run(args, { cwd: project });
    expect(code).to.equal(0);
    expect(stdout).to.contain('the tag latest now points to it');
    const { json } = await plexica.run(['info', 'demo', '--json', '--server', server.url]);
    expect(json.distTags.latest).to.equal('0.1.0');
  });

  it('refuses other bytes under a version that exists, exit 6', async () => {
    const folder = await plexica.copy(project, 'other-bytes');
    await appendFile(join(folder, 'README.md'), '\nmore\n');
    const { code, json } = await publish(folder, await tokenOf('ann'));
    expect(code).to.equal(6);
    expect(json.error.code).to.equal('version_exists');
    const args = ['publish', '--server', server.url, '--token', await tokenOf('ann')];
    const { stderr } = await plexica.run(args, { cwd: folder });
    const said = stderr.indexOf('demo 0.1.0 is already published');
    expect(said).to.be.greaterThan(-1);
    expect(said).to.be.lessThan(stderr.indexOf('Bundled the backend'));
  });

  it('refuses an id that another owns before it builds', async () => {
    const folder = await plexica.copy(project, 'early-owner');
    await appendFile(join(folder, 'src/index.ts'), '\nconst wrong: string = 1;\n');
    expect((await publish(folder, await tokenOf('bob'))).json.error.code).to.equal('plugin_owned_by_another');
  });

  it('refuses an id that another owns, exit 4', async () => {
    const { code, json } = await publish(project, await tokenOf('bob'));
    expect(code).to.equal(4);
    expect(json.error.code).to.equal('plugin_owned_by_another');
  });

  it('says that the server cannot be reached, exit 7', async () => {
    const { code, json } = await publish(project, ADMIN_TOKEN, '--server', 'http://127.0.0.1:2');
    expect(code).to.equal(7);
    expect(json.error.code).to.equal('server_unreachable');
  });

  it('refuses a package of 60 MB here, exit 2, and names the largest file', async () => {
    const folder = await plexica.copy(project, 'large');
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'assets/film.png'), randomBytes(60_000_000));
    const manifest = JSON.parse(await readFile(join(folder, 'plexica.json'), 'utf8'));
    await writeFile(
      join(folder, 'plexica.json'),
      JSON.stringify({ ...manifest, screenshots: ['assets/film.png'] }),
    );
    const { code, json } = await publish(folder, ADMIN_TOKEN);
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('package_too_large');
    expect(json.error.message).to.contain('assets/film.png');
  });
});
