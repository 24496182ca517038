import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connection } from '../../src/services/context/connection.ts';
import { rememberContext, useContext } from '../../src/services/context/contexts.ts';

describe('which server, and with which token', () => {
  let folder: string;
  const LOCAL = { server: 'http://127.0.0.1:7373', token: 'plx_local' };
  const LIVE = { server: 'https://plexica.example.com/', token: 'plx_live' };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-contexts-'));
    await rememberContext(folder, 'live', LIVE, { use: 'always' });
    await rememberContext(folder, 'local', LOCAL, { use: 'if none is in use' });
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
    expect(error).to.include({ code: 'context_not_found', hint: 'There are: live, local.' });
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
    const error = await rememberContext(config, 'live', LIVE, { use: 'always' }).catch(
      (caught: Error) => caught,
    );
    expect((error as Error).message).to.contain(`cannot be kept in ${config}`);
    expect(error).to.have.property('hint').that.contains('PLEXICA_HOME');
  });
});
