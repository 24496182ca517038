import { userInfo } from 'node:os';
import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { readConfig } from '../src/config.ts';
import { homeFolder, standInForHome } from '../src/home.ts';

describe('a home folder', () => {
  const { HOME } = process.env;
  afterEach(() => {
    if (HOME !== undefined) process.env['HOME'] = HOME;
  });

  it('is that of the user where nobody names one', () => {
    delete process.env['HOME'];
    standInForHome();
    expect(process.env['HOME']).to.equal(undefined);
    expect(homeFolder()).to.equal(userInfo().homedir);
  });
});

describe('configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).to.deep.include({
      port: 7373,
      host: '127.0.0.1',
      sandbox: 'auto',
      logLevel: 'info',
    });
  });

  it('isolates strictly as soon as others can reach it', () => {
    expect(readConfig({ PLEXICA_HOST: '0.0.0.0' }).sandbox).to.equal('strict');
    expect(readConfig({ PLEXICA_HOST: '0.0.0.0', PLEXICA_SANDBOX: 'auto' }).sandbox).to.equal('auto');
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ PLEXICA_PORT: '' }).port).to.equal(7373);
  });

  it('takes the host of tenants in any case, since names of hosts have none', () => {
    expect(readConfig({ PLEXICA_TENANT_HOST: '{tenant}.Example.COM' }).tenantHost).to.equal(
      '{tenant}.example.com',
    );
  });

  const wrong: [string, string][] = [
    ['PLEXICA_FETCH_PRIVATE', '10.0.0.0/33'],
    ['PLEXICA_FETCH_PRIVATE', 'intranet.example.com'],
    ['PLEXICA_PORT', 'http'],
    ['PLEXICA_PORT', '70000'],
    ['PLEXICA_PORT', '-1'],
    ['PLEXICA_PUBLIC_URL', 'plugins.example.com'],
    ['PLEXICA_PUBLIC_URL', 'ftp://example.com'],
    ['PLEXICA_TENANT_HOST', 'example.com'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['PLEXICA_DB_CONNECTIONS', '0'],
    ['PLEXICA_BLOBS', '/var/blobs'],
    ['PLEXICA_BLOBS', 'file:'],
    ['PLEXICA_BLOBS', 'file:blobs'],
    ['PLEXICA_TENANT_HOST', '{tenant}'],
    ['PLEXICA_TRUSTED_PROXIES', 'nonsense'],
    ['PLEXICA_SECRET', 'short'],
    ['PLEXICA_ADMIN_TOKEN', 'short'],
    ['PLEXICA_ADMIN_TOKEN', 'sixteen and more with spaces'],
    ['PLEXICA_SANDBOX', 'none'],
    ['LOG_LEVEL', 'loud'],
    ['PLEXICA_PROT', '1'],
  ];
  for (const [name, value] of wrong) {
    it(`refuses ${name}=${value}, by its name`, () => {
      expect(() => readConfig({ [name]: value }))
        .to.throw(PlexicaError, name)
        .with.property('code', 'invalid_configuration');
    });
  }

  it('names all that is wrong at once', () => {
    const error = (() => {
      try {
        return readConfig({ PLEXICA_PORT: 'x', LOG_LEVEL: 'y', PLEXICA_NOTHING: 'z' });
      } catch (thrown) {
        return thrown as PlexicaError;
      }
    })();
    expect((error as PlexicaError).issues.map(({ path }) => path)).to.have.members([
      'PLEXICA_PORT',
      'LOG_LEVEL',
      'PLEXICA_NOTHING',
    ]);
  });
});
