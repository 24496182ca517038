import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { connection } from '../../src/services/context/connection.ts';
import {
  changeContexts,
  readContexts,
  rememberContext,
  useContext,
  type DevContext,
  type StoredContext,
} from '../../src/services/context/contexts.ts';
import { forgetRunningDev, rememberDev } from '../../src/services/context/dev-context.ts';

describe('which server, and with which token', () => {
  let folder: string;
  const LOCAL = { server: 'http://127.0.0.1:7373', token: 'plx_local' };
  const LIVE = { server: 'https://plexica.example.com/', token: 'plx_live' };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-contexts-'));
    await rememberContext(folder, 'local', LOCAL);
    await rememberContext(folder, 'live', LIVE);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const none = { server: undefined, token: undefined };
  const cases: [title: string, flags: object, url: string, token: string | undefined][] = [
    ['the context in use', none, 'https://plexica.example.com', 'plx_live'],
    ['another token for it', { ...none, token: 'plx_other' }, 'https://plexica.example.com', 'plx_other'],
    [
      'a server that is known, with its own token',
      { ...none, server: LOCAL.server },
      LOCAL.server,
      'plx_local',
    ],
    [
      'a server that nobody knows, without any token',
      { ...none, server: 'https://evil.example' },
      'https://evil.example',
      undefined,
    ],
    [
      'the same host on another port',
      { ...none, server: 'http://127.0.0.1:7374' },
      'http://127.0.0.1:7374',
      undefined,
    ],
    [
      'the same host without TLS',
      { ...none, server: 'http://plexica.example.com' },
      'http://plexica.example.com',
      undefined,
    ],
  ];
  for (const [title, flags, url, token] of cases) {
    it(title, async () => {
      expect(await connection(folder, flags)).to.include({ url, token });
    });
  }

  const LIVE_URL = 'https://plexica.example.com';
  const variable = { token: 'plx_variable' };
  const choices: [title: string, flags: object, variables: object, url: string, token: string | undefined][] =
    [
      ['--context', { context: 'local' }, {}, LOCAL.server, 'plx_local'],
      ['PLEXICA_CONTEXT', {}, { context: 'local' }, LOCAL.server, 'plx_local'],
      ['PLEXICA_SERVER', {}, { server: LOCAL.server }, LOCAL.server, 'plx_local'],
      ['PLEXICA_TOKEN', {}, variable, LIVE_URL, 'plx_variable'],
      ['PLEXICA_CONTEXT, PLEXICA_TOKEN', {}, { context: 'local', ...variable }, LOCAL.server, 'plx_variable'],
      [
        '--context before variables',
        { context: 'local' },
        { context: 'live', ...variable },
        LOCAL.server,
        'plx_local',
      ],
      [
        '--context before PLEXICA_SERVER',
        { context: 'local' },
        { server: LIVE_URL },
        LOCAL.server,
        'plx_local',
      ],
      ['--server before PLEXICA_CONTEXT', { server: LIVE_URL }, { context: 'local' }, LIVE_URL, 'plx_live'],
      ['--server, PLEXICA_TOKEN', { server: LOCAL.server }, variable, LOCAL.server, 'plx_variable'],
      ['--context, --token', { context: 'local', token: 'plx_flag' }, variable, LOCAL.server, 'plx_flag'],
      ['--context with its server', { context: 'live', server: LIVE.server }, {}, LIVE_URL, 'plx_live'],
    ];
  for (const [title, flags, variables, url, token] of choices) {
    it(title, async () => {
      expect(await connection(folder, flags, variables)).to.include({ url, token });
    });
  }

  it('names no context that gave neither server nor token', async () => {
    const context = async (token?: string) =>
      (await connection(folder, { server: LOCAL.server }, { token })).context;
    expect(await context('plx_variable')).to.equal(undefined);
    expect(await context()).to.equal('local');
  });

  it('has the tenant of a login, unless a token is given', async () => {
    const login = {
      accessToken: 'an.access.token',
      refreshToken: 'x',
      expiresAt: '2026-11-01T00:00:00.000Z',
    };
    for (const realm of ['acme', 'platform']) {
      await rememberContext(folder, `${realm}@live`, { server: LIVE_URL, realm, login });
    }
    const { login: tokens, ...of } = await connection(folder, { context: 'acme@live' });
    expect(of).to.deep.include({ url: LIVE_URL, token: 'an.access.token', realm: 'acme', tenant: 'acme' });
    expect(tokens).to.have.property('fetch');
    expect(await connection(folder, none))
      .to.include({ realm: 'platform' })
      .and.not.have.property('tenant');
    const token = await connection(folder, { context: 'acme@live', token: 'plx_other' });
    expect(token).to.include({ token: 'plx_other' }).and.not.have.any.keys('login', 'realm', 'tenant');
    // Of several with the same address, it is the one in use.
    expect(await connection(folder, { server: LIVE_URL })).to.include({ context: 'platform@live' });
  });

  it('refuses a server that is not that of the context beside it', async () => {
    for (const given of [
      { context: 'local', server: LIVE_URL },
      { context: 'live', server: LOCAL.server },
    ]) {
      const flag = await connection(folder, given).catch((caught: Error) => caught);
      expect(flag).to.include({ code: 'bad_usage' }).and.property('message').contains(given.context);
      const variables = await connection(folder, {}, given).catch((caught: Error) => caught);
      expect(variables).to.have.property('code', 'bad_usage');
    }
  });

  it('names the contexts that there are', async () => {
    const error = await connection(folder, { context: 'liv' }).catch((caught: Error) => caught);
    expect(error).to.include({ code: 'context_not_found', hint: 'Existing contexts: local, live.' });
  });

  it('follows `context use`', async () => {
    await useContext(folder, 'local', { dryRun: false });
    expect((await connection(folder, none)).url).to.equal(LOCAL.server);
  });

  it('is the default port without any context', async () => {
    expect(await connection(join(folder, 'empty'), none)).to.deep.equal({
      url: 'http://127.0.0.1:7373',
      token: undefined,
      context: undefined,
      timeout: undefined,
    });
  });

  for (const damaged of ['{', 'null', '{}', '[]', '{"contexts":null}', '{"contexts":{"live":{}}}']) {
    it(`says which file is damaged: ${damaged}`, async () => {
      await writeFile(join(folder, 'contexts.json'), damaged);
      const error = await connection(folder, none).catch((caught: Error) => caught);
      expect((error as Error).message).to.contain(`${join(folder, 'contexts.json')} is damaged`);
    });
  }

  it('knows no context that was not made', async () => {
    const error = await useContext(folder, 'constructor', { dryRun: false }).catch((caught: Error) => caught);
    expect(error).to.have.property('code', 'context_not_found');
    const contexts = { current: 'constructor', contexts: {} };
    await writeFile(join(folder, 'contexts.json'), JSON.stringify(contexts));
    expect(await connection(folder, none)).to.have.property('context', undefined);
  });

  it('says what to do where a context cannot be kept', async () => {
    const config = join(folder, 'config');
    // Nobody can make a folder where a link leads nowhere, root included.
    await symlink(join(folder, 'nowhere', 'config'), config);
    const error = await rememberContext(config, 'live', LIVE).catch((caught: Error) => caught);
    expect((error as Error).message).to.contain(`cannot be saved in ${config}`);
    expect(error).to.have.property('hint').that.contains('PLEXICA_HOME');
  });

  describe('where `plexica dev` runs', () => {
    let project: string;
    const DEV = 'http://127.0.0.1:7374';
    beforeEach(async () => {
      project = join(await realpath(folder), 'crm');
      await mkdir(join(project, 'src/inner'), { recursive: true });
      await mkdir(join(project, 'other/src'), { recursive: true });
      for (const place of [project, join(project, 'other')])
        await writeFile(join(place, 'plexica.json'), '{}');
      const running = { project, plugin: 'crm', server: DEV, token: 'plx_dev' };
      expect(await rememberDev(folder, running)).to.equal('dev-crm');
    });

    const from = (place: string, flags: object = {}, variables: object = {}) =>
      connection(folder, flags, variables, join(project, place));

    const places: [
      place: string,
      flags: object,
      variables: object,
      url: string,
      token: string | undefined,
    ][] = [
      ['.', {}, {}, DEV, 'plx_dev'],
      ['src/inner', {}, {}, DEV, 'plx_dev'],
      ['src', { token: 'plx_narrow' }, {}, DEV, 'plx_narrow'],
      ['..', {}, {}, LIVE_URL, 'plx_live'],
      // Another plugin, whose server does not run.
      ['other/src', {}, {}, LIVE_URL, 'plx_live'],
      ['src', { context: 'local' }, {}, LOCAL.server, 'plx_local'],
      ['src', { server: LOCAL.server }, {}, LOCAL.server, 'plx_local'],
      ['src', {}, { context: 'local' }, LOCAL.server, 'plx_local'],
      ['src', {}, { server: LOCAL.server }, LOCAL.server, 'plx_local'],
      ['src', {}, variable, LIVE_URL, 'plx_variable'],
    ];
    for (const [place, flags, variables, url, token] of places) {
      it(`in ${place} with ${JSON.stringify({ ...flags, ...variables })}: ${url}`, async () => {
        expect(await from(place, flags, variables)).to.include({ url, token });
      });
    }

    it('says of its context what it is of, also by name', async () => {
      expect(await from('src')).to.deep.include({ context: 'dev-crm', byFolder: true });
      const named = await connection(folder, { context: 'dev-crm' });
      expect(named).to.include({ byFolder: false }).and.nested.include({ 'dev.plugin': 'crm' });
      expect(await from('..')).not.to.have.property('dev');
    });

    it('does not change the context in use, nor that of another project or of the user', async () => {
      await rememberContext(folder, 'dev-hr', LOCAL);
      const other = { project: '/elsewhere/hr', plugin: 'hr', server: DEV, token: 'plx_hr' };
      expect(await rememberDev(folder, other)).to.equal('dev-hr-2');
      expect(await rememberDev(folder, { ...other, project: '/elsewhere/copy' })).to.equal('dev-hr-3');
      expect(await rememberDev(folder, { ...other, token: 'plx_anew' })).to.equal('dev-hr-2');
      const { current, contexts } = await readContexts(folder);
      expect(current).to.equal('dev-hr');
      expect(contexts['dev-hr']).to.deep.equal(LOCAL);
      expect(contexts['dev-crm']?.token).to.equal('plx_dev');
      expect(contexts['dev-hr-2']?.token).to.equal('plx_anew');
    });

    it('ends with it, asked to or killed', async () => {
      await forgetRunningDev(folder, project);
      expect(await from('src')).to.include({ url: LIVE_URL });
      const killed = { project, plugin: 'crm', pid: 2 ** 22 + 1 };
      await changeContexts(folder, (known) => ({
        ...known,
        contexts: { ...known.contexts, 'dev-crm': { server: DEV, token: 'plx_dev', dev: killed } },
      }));
      expect(await from('src')).to.include({ url: LIVE_URL });
    });

    it('ends with it, where another process has its pid now', async function () {
      if (process.platform !== 'linux') this.skip();
      await changeContexts(folder, (known) => {
        const context = known.contexts['dev-crm'] as StoredContext;
        const dev = { ...(context.dev as DevContext), pid: process.ppid };
        return { ...known, contexts: { ...known.contexts, 'dev-crm': { ...context, dev } } };
      });
      expect(await from('src')).to.include({ url: LIVE_URL });
    });

    it('brings the token of what runs at an address that several have had', async () => {
      const at = { plugin: 'hr', server: DEV };
      await rememberDev(folder, { ...at, project: '/elsewhere/hr', token: 'plx_hr' });
      await forgetRunningDev(folder, project);
      expect(await connection(folder, { server: DEV })).to.include({ token: 'plx_hr' });
      await forgetRunningDev(folder, '/elsewhere/hr');
      await rememberContext(folder, 'up', { server: DEV, token: 'plx_up' });
      expect(await connection(folder, { server: DEV })).to.include({ token: 'plx_up' });
    });
  });

  it('are all kept where many are remembered at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    await Promise.all(names.map((name) => rememberContext(folder, name, LOCAL)));
    expect(Object.keys((await readContexts(folder)).contexts)).to.include.members(names);
  });

  it('are all kept where many processes find the lock of a killed one', async () => {
    const module = JSON.stringify(new URL('../../dist/services/context/contexts.js', import.meta.url).href);
    // All begin at the same moment, however long each takes to start.
    const script = `import { rememberContext } from ${module};
      const [folder, name, at] = process.argv.slice(1);
      while (Date.now() < Number(at));
      await rememberContext(folder, name, { server: 'http://127.0.0.1:7373' });`;
    const names = Array.from({ length: 6 }, (_, index) => `c${index}`);
    for (let round = 0; round < 4; round++) {
      const place = join(folder, `round-${round}`);
      await mkdir(place);
      await writeFile(join(place, 'contexts.json.lock'), '');
      await utimes(join(place, 'contexts.json.lock'), 0, 0);
      const at = String(Date.now() + 1_000);
      const run = promisify(execFile);
      await Promise.all(
        names.map((name) => run(process.execPath, ['--input-type=module', '-e', script, place, name, at])),
      );
      expect(Object.keys((await readContexts(place)).contexts)).to.have.members(names);
    }
  });
});
