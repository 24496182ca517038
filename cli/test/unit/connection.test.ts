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
  const cases: [title: string, flags: typeof none | object, url: string, token: string | undefined][] = [
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
      expect(await connection(folder, flags as typeof none)).to.include({ url, token });
    });
  }

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
