import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { missingScript, type } from './terminal.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

describe('contexts', () => {
  let plexica: Plexica;
  let one: TestServer;
  let other: TestServer;
  before(async () => {
    plexica = await Plexica.create();
    [one, other] = await Promise.all([startServer(), startServer()]);
  });
  after(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await plexica.remove();
  });
  beforeEach(async () => {
    for (const [name, { url }] of Object.entries({ one, other })) {
      await plexica.run(['login', '--server', url, '--token', ADMIN_TOKEN, '--context', name]);
    }
  });

  const run = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const { code, json } = await plexica.run([...args, '--json'], { env });
    if (code === 0) expectPublished(args.slice(0, args[0] === 'context' ? 2 : 1).join(' '), json);
    return { code, json };
  };
  const listed = async (env: NodeJS.ProcessEnv = {}) =>
    Object.fromEntries(
      (await run(['context', 'list'], env)).json.contexts.map(
        (each: { name: string; current: boolean; loggedIn: boolean }) => [
          each.name,
          `${each.current ? 'in use, ' : ''}${each.loggedIn ? 'logged in' : 'logged out'}`,
        ],
      ),
    );

  it('can be named for one command, by flag or variable, and what is in use stays', async () => {
    expect((await run(['whoami'])).json).to.include({ context: 'other', server: other.url });
    expect((await run(['whoami', '--context', 'one'])).json).to.include({ context: 'one', server: one.url });
    const env = { PLEXICA_CONTEXT: 'one' };
    expect((await run(['whoami'], env)).json).to.include({ context: 'one', server: one.url });
    expect((await run(['whoami', '--context=other'], env)).json).to.include({ context: 'other' });
    expect(await listed()).to.deep.equal({ one: 'logged in', other: 'in use, logged in' });
    expect(await listed(env)).to.deep.equal({ one: 'in use, logged in', other: 'logged in' });
  });

  it('that does not exist is an error that lists those that do', async () => {
    for (const [args, env] of [
      [['status', '--context', 'two'], {}],
      [['tenants', 'list'], { PLEXICA_CONTEXT: 'two' }],
      [['context', 'remove', 'two'], {}],
      [['logout', '--context', 'two'], {}],
    ] as const) {
      const { code, json } = await run([...args], env);
      expect(code).to.equal(5);
      expect(json.error).to.include({ code: 'context_not_found', hint: 'Existing contexts: one, other.' });
    }
    expect((await run(['status'], { PLEXICA_CONTEXT: '' })).code).to.equal(2);
  });

  it('sends no token of a variable to the server of a context that is named', async () => {
    const env = { PLEXICA_TOKEN: 'plx_for-another-server', PLEXICA_SERVER: 'http://127.0.0.1:2' };
    expect((await run(['whoami', '--context', 'one'], env)).json).to.include({ server: one.url });
    const { stderr } = await plexica.run(['context', 'use', 'one'], { env });
    expect(stderr).to.contain('PLEXICA_SERVER is set');
  });

  it('is forgotten, and asks or wants --yes where it is in use', async () => {
    expect((await run(['context', 'remove', 'one', '--dry-run'])).json).to.include({ dryRun: true });
    expect((await run(['context', 'remove', 'one'])).json).to.include({ server: one.url, wasInUse: false });
    const refused = await run(['context', 'remove', 'other']);
    expect(refused.code).to.equal(2);
    expect(refused.json.error.message).to.contain('--yes');
    expect(await listed()).to.deep.equal({ other: 'in use, logged in' });
    expect((await run(['context', 'remove', 'other', '--yes'])).json).to.include({ wasInUse: true });
    expect(await listed()).to.deep.equal({});
  });

  it('asks at a terminal', async function () {
    skipWhereMissing(this, missingScript());
    const kept = await type(plexica, ['context', 'remove', 'other'], [['the current context?', 'n\r']]);
    expect(kept.code).to.equal(130);
    expect(await listed()).to.have.property('other');
    await type(plexica, ['context', 'remove', 'other'], [['the current context?', 'y\r']]);
    expect(await listed()).to.deep.equal({ one: 'logged in' });
  });

  it('loses its token at a logout and keeps its server', async () => {
    expect((await run(['logout', '--dry-run'])).json).to.include({ context: 'other', dryRun: true });
    expect((await run(['logout'])).json).to.include({ context: 'other', wasLoggedIn: true });
    expect((await run(['logout', '--context', 'one'])).json).to.include({ context: 'one', server: one.url });
    expect(await listed()).to.deep.equal({ one: 'logged out', other: 'in use, logged out' });
    expect((await run(['whoami'])).code).to.equal(3);
    expect((await run(['logout'])).json).to.include({ wasLoggedIn: false });
    const again = await run(['login', '--context', 'one', '--token', ADMIN_TOKEN]);
    expect(again.json).to.include({ server: one.url, context: 'one' });
  });
});
