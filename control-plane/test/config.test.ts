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
    const url = 'https://plugins.example.com';
    expect(readConfig({ PLEXICA_HOST: '0.0.0.0', PLEXICA_PUBLIC_URL: url }).sandbox).to.equal('strict');
    expect(
      readConfig({ PLEXICA_HOST: '0.0.0.0', PLEXICA_PUBLIC_URL: url, PLEXICA_SANDBOX: 'auto' }).sandbox,
    ).to.equal('auto');
  });

  const timeouts: Record<
    string,
    [given: Record<string, string>, start: number, route: number, statement: number, install: number]
  > = {
    'as they are without a word': [{}, 10, 10, 9, 30],
    'with a statement that ends before its route': [{ PLEXICA_ROUTE_TIMEOUT: '60' }, 10, 60, 54, 30],
    'of one second': [
      { PLEXICA_START_TIMEOUT: '1', PLEXICA_ROUTE_TIMEOUT: '1', PLEXICA_INSTALL_TIMEOUT: '1' },
      1,
      1,
      1,
      1,
    ],
    'of a statement alone': [{ PLEXICA_STATEMENT_TIMEOUT: '120' }, 10, 10, 120, 30],
  };
  it('has a time limit of its own for what stands still', () => {
    expect(readConfig({ PLEXICA_IDLE_TIMEOUT: '5' }).timeouts).to.include({ idle: 5, route: 10 });
  });
  for (const [name, [given, start, route, statement, install]] of Object.entries(timeouts)) {
    it(`has time limits ${name}`, () => {
      expect(readConfig(given).timeouts).to.deep.equal({ start, route, statement, install, idle: 60 });
    });
  }

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ PLEXICA_PORT: '' }).port).to.equal(7373);
  });

  it('takes the host of tenants in any case, since names of hosts have none', () => {
    expect(readConfig({ PLEXICA_TENANT_HOST: '{tenant}.Example.COM' }).tenantHost).to.equal(
      '{tenant}.example.com',
    );
  });

  it('reads where mails are handed over', () => {
    const smtp = (url: string) => readConfig({ PLEXICA_SMTP_URL: url }).smtp;
    expect(smtp('smtp://smtp.example.com')).to.deep.equal({
      host: 'smtp.example.com',
      port: 587,
      secure: false,
      auth: undefined,
    });
    expect(smtp('smtps://ada%40acme.test:p%2Fw%3A@[::1]')).to.deep.equal({
      host: '::1',
      port: 465,
      secure: true,
      auth: { user: 'ada@acme.test', pass: 'p/w:' },
    });
    expect(smtp('smtp://127.0.0.1:1025/')).to.deep.include({ host: '127.0.0.1', port: 1025 });
  });

  it('reads who mails are from', () => {
    const from = (text: string) => readConfig({ PLEXICA_MAIL_FROM: text }).mailFrom;
    expect(from('no-reply@example.com')).to.deep.equal({ name: '', address: 'no-reply@example.com' });
    expect(from('Ödön & Co. <a+b@example.com>')).to.deep.equal({
      name: 'Ödön & Co.',
      address: 'a+b@example.com',
    });
  });

  it('repeats no password of a wrong URL', () => {
    expect(() => readConfig({ PLEXICA_SMTP_URL: 'smtp://ada:hunter2@smtp.example.com/x' }))
      .to.throw(PlexicaError)
      .with.property('message')
      .that.does.not.include('hunter2');
  });

  const wrong: [string, string][] = [
    ['PLEXICA_FETCH_PRIVATE', '10.0.0.0/33'],
    ['PLEXICA_FETCH_PRIVATE', 'intranet.example.com'],
    ['PLEXICA_PORT', 'http'],
    ['PLEXICA_PORT', '70000'],
    ['PLEXICA_PORT', '-1'],
    ['PLEXICA_PUBLIC_URL', 'plugins.example.com'],
    ['PLEXICA_PUBLIC_URL', 'ftp://example.com'],
    ['PLEXICA_PUBLIC_URL', 'http://plugins.example.com'],
    ['PLEXICA_TENANT_HOST', 'example.com'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['PLEXICA_DB_CONNECTIONS', '0'],
    ['PLEXICA_START_TIMEOUT', '0'],
    ['PLEXICA_ROUTE_TIMEOUT', '2.5'],
    ['PLEXICA_STATEMENT_TIMEOUT', '9s'],
    ['PLEXICA_INSTALL_TIMEOUT', '3601'],
    ['PLEXICA_BLOBS', '/var/blobs'],
    ['PLEXICA_BLOBS', 'file:'],
    ['PLEXICA_BLOBS', 'file:blobs'],
    ['PLEXICA_TENANT_HOST', '{tenant}'],
    ['PLEXICA_TRUSTED_PROXIES', 'nonsense'],
    ['PLEXICA_SECRET', 'short'],
    ['PLEXICA_ADMIN_TOKEN', 'short'],
    ['PLEXICA_ADMIN_TOKEN', 'sixteen and more with spaces'],
    ['PLEXICA_SANDBOX', 'none'],
    ['PLEXICA_SMTP_URL', 'https://smtp.example.com'],
    ['PLEXICA_SMTP_URL', 'smtp.example.com:587'],
    ['PLEXICA_SMTP_URL', 'smtp://'],
    ['PLEXICA_SMTP_URL', 'smtp://a%zz:b@smtp.example.com'],
    ['PLEXICA_SMTP_URL', 'smtp://smtp.example.com/?logger=true'],
    ['PLEXICA_MAIL_FROM', 'Plexica'],
    ['PLEXICA_MAIL_FROM', 'a@example.com, b@example.com'],
    ['PLEXICA_MAIL_FROM', 'Plexica <a@example.com>\r\nBcc: b@example.com'],
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

  describe('of limits', () => {
    const defaults = {
      tenant: '100/s',
      token: '3000/min',
      address: '3000/min',
      public: '300/min',
      login: '10/s',
      reset: '30/h',
      device: '60/min',
    };
    const off = Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined]));
    const given: [text: string | undefined, limits: Record<string, string | undefined>][] = [
      [undefined, defaults],
      ['', defaults],
      ['tenant=5/s', { ...defaults, tenant: '5/s' }],
      [' public = off , login=1000000/h ', { ...defaults, public: undefined, login: '1000000/h' }],
      ['off', off],
    ];
    for (const [text, limits] of given) {
      it(`takes ${text ?? 'nothing'}`, () => {
        const read = Object.entries(readConfig({ PLEXICA_LIMITS: text }).limits);
        expect(Object.fromEntries(read.map(([name, rate]) => [name, rate?.text]))).to.deep.equal(limits);
      });
    }

    const names = Object.keys(defaults).join(', ');
    const form = 'must be off, or limits such as tenant=100/s,public=off; found';
    const value = (name: string, example: string) =>
      `a limit is off, or 1 to 1000000 per s, min or h, as in ${name}=${example}`;
    const refused: [text: string, problem: string][] = [
      ['100', `${form} "100"`],
      ['tenant=100/s,', `${form} ""`],
      ['tenant=100/s=1', `${form} "tenant=100/s=1"`],
      ['on', `${form} "on"`],
      ['tenants=100/s', `has an unknown limit "tenants"; the limits are ${names}`],
      ['toString=1/s', `has an unknown limit "toString"; the limits are ${names}`],
      ['tenant=1/s,tenant=off', 'has the limit tenant twice'],
      ['tenant=100', `has tenant=100; ${value('tenant', '100/s')}`],
      ['token=0/s', `has token=0/s; ${value('token', '3000/min')}`],
      ['login=-1/s', `has login=-1/s; ${value('login', '10/s')}`],
      ['login=1.5/s', `has login=1.5/s; ${value('login', '10/s')}`],
      ['login=10/day', `has login=10/day; ${value('login', '10/s')}`],
      ['login=1000001/s', `has login=1000001/s; ${value('login', '10/s')}`],
      ['login=', `has login=; ${value('login', '10/s')}`],
    ];
    for (const [text, problem] of refused) {
      it(`refuses ${text}`, () => {
        expect(() => readConfig({ PLEXICA_LIMITS: text })).to.throw(
          PlexicaError,
          `PLEXICA_LIMITS ${problem}`,
        );
      });
    }
  });

  it('names all that is wrong at once', () => {
    const error = (() => {
      try {
        return readConfig({ PLEXICA_PORT: 'x', LOG_LEVEL: 'y', PLEXICA_HOTS: 'z' });
      } catch (thrown) {
        return thrown as PlexicaError;
      }
    })();
    expect((error as PlexicaError).issues.map(({ path }) => path)).to.have.members([
      'PLEXICA_PORT',
      'LOG_LEVEL',
      'PLEXICA_HOTS',
    ]);
  });

  describe('of what begins like a variable of ours', () => {
    const misspelt: [name: string, meant: string][] = [
      ['PLEXICA_PROT', 'PLEXICA_PORT'],
      ['PLEXICA_SECRETS', 'PLEXICA_SECRET'],
      ['PLEXICA_TRUSTED_PROXY', 'PLEXICA_TRUSTED_PROXIES'],
      ['PLEXICA_TENANTHOST', 'PLEXICA_TENANT_HOST'],
      ['PLEXICA_TOKENS', 'PLEXICA_TOKEN'],
      ['PLEXICA_port', 'PLEXICA_PORT'],
    ];
    for (const [name, meant] of misspelt) {
      it(`stops at ${name}, a slip of ${meant}`, () => {
        expect(() => readConfig({ [name]: 'x' })).to.throw(`${name} is not a variable of this version`);
        expect(() => readConfig({ [name]: 'x' })).to.throw(`(did you mean "${meant}"?)`);
      });
    }

    for (const name of ['PLEXICA_CLUSTER_NAME', 'PLEXICA_IMAGE_TAG', 'PLEXICA_X']) {
      it(`warns of ${name}, which surroundings may set`, () => {
        expect(readConfig({ [name]: 'x' }).warnings).to.deep.equal([
          `Ignored ${name}: this version has no such variable`,
        ]);
      });
    }

    it('knows those of the command line', () => {
      const own = {
        PLEXICA_SERVER: 'x',
        PLEXICA_TOKEN: 'x',
        PLEXICA_CONTEXT: 'x',
        PLEXICA_TIMEOUT: '1',
        PLEXICA_HOME: '/x',
      };
      expect(readConfig(own).warnings).to.deep.equal([]);
    });

    /** As Kubernetes 1.34 sets them for Services named plexica and plexica-db. */
    const links = {
      PLEXICA_SERVICE_HOST: '10.96.0.12',
      PLEXICA_SERVICE_PORT: '7373',
      PLEXICA_SERVICE_PORT_HTTP: '7373',
      PLEXICA_PORT: 'tcp://10.96.0.12:7373',
      PLEXICA_PORT_7373_TCP: 'tcp://10.96.0.12:7373',
      PLEXICA_PORT_7373_TCP_PROTO: 'tcp',
      PLEXICA_PORT_7373_TCP_PORT: '7373',
      PLEXICA_PORT_7373_TCP_ADDR: '10.96.0.12',
      PLEXICA_DB_SERVICE_HOST: '10.96.0.13',
      PLEXICA_DB_SERVICE_PORT: '5432',
      PLEXICA_DB_PORT: 'tcp://10.96.0.13:5432',
      PLEXICA_DB_PORT_5432_TCP_ADDR: '10.96.0.13',
    };
    it('ignores the service links of Kubernetes, in one warning that names them all', () => {
      const { port, warnings } = readConfig(links);
      expect(port).to.equal(7373);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.contain('enableServiceLinks: false');
      for (const name of Object.keys(links)) expect(warnings[0]).to.contain(name);
    });

    it('reads a port of its own beside service links', () => {
      expect(readConfig({ ...links, PLEXICA_PORT: '8080' }).port).to.equal(8080);
    });
  });
});
