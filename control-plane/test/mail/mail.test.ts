import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { Changes } from '../../src/database/changes.ts';
import { openPlatformDatabase, type PlatformDatabase } from '../../src/database/platform-database.ts';
import { deriveKeys } from '../../src/keys.ts';
import { Mails } from '../../src/mail/mails.ts';
import type { Mail } from '../../src/mail/message.ts';
import { eventually, startExternal, type External } from '../operations/external.ts';
import { startServer, type TestServer } from '../server.ts';
import { startMailServer, type MailServer } from './mail-server.ts';

const ada: Mail = {
  to: 'ada@acme.test',
  subject: 'You are invited',
  text: 'Open https://plexica.test/link?secret=hidden',
  html: '<p>Open <a href="https://plexica.test/link?secret=hidden">the link</a></p>',
};

describe('mail', () => {
  let external: External;
  let database: PlatformDatabase;
  let changes: Changes;
  let mails: Mails;
  let running: (TestServer | MailServer)[];

  before(async () => {
    external = await startExternal();
    const { DATABASE_URL: url, PLEXICA_SECRET: secret } = external.environment;
    const log = pino({ level: 'silent' });
    database = await openPlatformDatabase(url as string, log);
    changes = await Changes.open(url as string, log);
    mails = new Mails(database, deriveKeys(secret as string), changes);
  });
  after(async () => {
    await changes?.close();
    await database?.close();
    await external?.stop();
  });
  beforeEach(() => {
    running = [];
  });
  afterEach(async () => {
    for (const each of running) await each.stop();
    await external.admin.query('DELETE FROM plexica.mails');
  });

  const start = async (environment: Record<string, string> = {}): Promise<TestServer> => {
    const server = await startServer({ ...external.environment, ...environment });
    running.push(server);
    return server;
  };
  const receive = async (...parameters: Parameters<typeof startMailServer>): Promise<MailServer> => {
    const server = await startMailServer(...parameters);
    running.push(server);
    return server;
  };
  const send = (mail: Mail = ada) => database.transaction((transaction) => mails.send(mail, transaction));
  const sendTo = async (count: number) => {
    for (let number = 0; number < count; number += 1)
      await send({ ...ada, to: `person-${number}@acme.test` });
  };
  const rows = async () =>
    (
      await external.admin.query<{ attempts: number; error: string | null; failed_at: Date | null }>(
        'SELECT attempts, error, failed_at FROM plexica.mails',
      )
    ).rows;
  const nothingWaits = () =>
    eventually('no mail waits', async () => (await rows()).length === 0 || undefined);
  const metric = async (server: TestServer, name: string): Promise<number> => {
    const { body } = await server.request('GET', '/metrics');
    return Number(new RegExp(`^plexica_mails_${name} (\\d+)`, 'm').exec(body as string)?.[1]);
  };

  it('is written to the data folder without a mail server, for nobody else to read', async () => {
    const server = await start({ PLEXICA_PUBLIC_URL: 'https://plexica.example.com' });
    await send({ ...ada, subject: 'Grüße\r\nBcc: eve@evil.test\u2028from Ödön' });
    await nothingWaits();
    const folder = join(server.data, 'mail');
    const [file, ...others] = await readdir(folder);
    expect(others).to.deep.equal([]);
    expect(file).to.match(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-ada@acme\.test\.eml$/);
    const path = join(folder, file as string);
    expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    const source = await readFile(path, 'latin1');
    const [header = '', body = ''] = source.split('\r\n\r\n');
    expect(source.replaceAll('\r\n', '')).to.not.match(/[\r\n]/);
    expect(header)
      .to.include('From: Plexica <no-reply@plexica.example.com>')
      .and.include('To: ada@acme.test')
      .and.include('Auto-Submitted: auto-generated')
      .and.match(/^Date: /m)
      .and.match(/^Message-ID: <[0-9a-f-]{36}@plexica\.example\.com>/m)
      .and.match(/^Content-Type: multipart\/alternative/m)
      .and.not.match(/^Bcc/im);
    expect(body).to.not.equal('');
    expect(source).to.include('text/plain').and.include('text/html');
    const said = server.logs.filter((line) => line.includes('"msg":"mail"'));
    expect(said.map((line) => JSON.parse(line))).to.deep.include.members([
      { ...JSON.parse(said[0] as string), to: 'ada@acme.test', path },
    ]);
    expect(server.logs.join('\n')).to.not.include('hidden');
  });

  it('reaches a mail server with user and password', async () => {
    const users: string[] = [];
    const mailServer = await receive(0, {
      authOptional: false,
      onAuth: ({ username = '', password = '' }, _session, done) => {
        users.push(`${username} ${password}`);
        done(null, { user: username });
      },
    });
    const server = await start({
      PLEXICA_SMTP_URL: `smtp://plexica%40acme.test:pass%2Fword@127.0.0.1:${mailServer.port}`,
      PLEXICA_MAIL_FROM: 'Acme <hello@acme.test>',
    });
    await send();
    await nothingWaits();
    const [mail] = mailServer.received;
    expect(mail).to.deep.include({ from: 'hello@acme.test', to: ['ada@acme.test'] });
    expect(mail?.source).to.include('From: Acme <hello@acme.test>').and.include('Subject: You are invited');
    expect(users).to.deep.equal(['plexica@acme.test pass/word']);
    expect(server.logs.join('\n')).to.not.include('pass/word').and.not.include('pass%2Fword');
  });

  it('is not sent by a transaction that fails', async () => {
    const mailServer = await receive();
    await start({ PLEXICA_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` });
    const failing = database.transaction(async (transaction) => {
      await mails.send({ ...ada, to: 'nobody@acme.test' }, transaction);
      throw new Error('rolled back');
    });
    await failing.catch(() => undefined);
    await send();
    await nothingWaits();
    expect(mailServer.received.map(({ to }) => to)).to.deep.equal([['ada@acme.test']]);
  });

  it('waits for a mail server that is down, and callers do not', async () => {
    const first = await startMailServer();
    const { port } = first;
    await first.stop();
    const server = await start({ PLEXICA_SMTP_URL: `smtp://127.0.0.1:${port}` });
    await sendTo(10);
    await eventually('all were tried', async () => (await rows()).every(({ attempts }) => attempts > 0));
    expect(await metric(server, 'waiting')).to.equal(10);
    expect((await rows()).map(({ error }) => error).join()).to.include('ECONNREFUSED');
    expect((await server.request('GET', '/readyz')).status).to.equal(200);
    const mailServer = await receive(port);
    await nothingWaits();
    expect(mailServer.received.flatMap(({ to }) => to)).to.have.members(
      Array.from({ length: 10 }, (_, number) => `person-${number}@acme.test`),
    );
    expect(await metric(server, 'sent_total')).to.equal(10);
  });

  it('fails at once where the mail server refuses the recipient, and after a day otherwise', async () => {
    const mailServer = await receive(0, {
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error('no'), { responseCode: address.startsWith('ada') ? 550 : 450 })),
    });
    const server = await start({ PLEXICA_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` });
    await send();
    await send({ ...ada, to: 'grace@acme.test' });
    await eventually('one failed', async () => (await metric(server, 'failed_total')) === 1);
    expect(await metric(server, 'waiting')).to.equal(1);
    await external.admin.query(
      `UPDATE plexica.mails SET created_at = created_at - interval '25 hours', next_attempt_at = now()`,
    );
    await eventually('both failed', async () => (await metric(server, 'failed_total')) === 2);
    expect(await metric(server, 'waiting')).to.equal(0);
    expect(mailServer.received).to.deep.equal([]);
  });

  it('is sent once by several servers', async () => {
    const mailServer = await receive();
    const environment = { PLEXICA_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` };
    const servers = [await start(environment), await start(environment)];
    await Promise.all(Array.from({ length: 4 }, () => sendTo(10)));
    await nothingWaits();
    expect(mailServer.received).to.have.length(40);
    const sent = await Promise.all(servers.map((server) => metric(server, 'sent_total')));
    expect((sent[0] as number) + (sent[1] as number)).to.equal(40);
  });

  it('is sent by the next server when one is killed while it sends', async () => {
    let hold = true;
    let begun = 0;
    const mailServer = await receive(0, {
      onMailFrom: (_address, _session, done) => {
        begun += 1;
        if (!hold) done();
      },
    });
    const server = await start({ PLEXICA_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` });
    await send();
    await eventually('it is being sent', async () => begun === 1);
    hold = false;
    await server.restart('SIGKILL');
    await nothingWaits();
    expect(mailServer.received).to.have.length(1);
    expect(begun).to.equal(2);
  });

  const addresses = [
    'ada@acme.test, eve@evil.test',
    'ada@acme.test\r\nBcc: eve@evil.test',
    'Ada <ada@acme.test>',
    '"ada eve"@acme.test',
    'ada;eve@acme.test',
    'ädä@acme.test',
    'ada',
    '@acme.test',
    `${'a'.repeat(250)}@acme.test`,
    '',
  ];
  for (const to of addresses) {
    it(`has one recipient, not ${JSON.stringify(to.slice(0, 40))}`, async () => {
      const failed = await send({ ...ada, to }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failed).to.be.instanceOf(Error);
      expect(await rows()).to.deep.equal([]);
    });
  }

  it('lies sealed in the database', async () => {
    await send();
    const { rows: stored } = await external.admin.query<{ line: string; bytes: Buffer }>(
      'SELECT m::text AS line, sealed AS bytes FROM plexica.mails m',
    );
    expect(stored).to.have.length(1);
    for (const { line, bytes } of stored)
      expect(line + bytes.toString('latin1'))
        .to.not.include('hidden')
        .and.not.include('ada@acme');
  });
});
