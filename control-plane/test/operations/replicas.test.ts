import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type pg from 'pg';
import { eventually, startExternal, type External } from './external.ts';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** Longest time, in milliseconds, until another replica has an operation of one that died. */
const TAKEN_UP = 3000;

describe('two servers on one database', () => {
  let external: External;
  let admin: pg.Client;
  let one: TestServer;
  let two: TestServer;
  let third: TestServer | undefined;
  /** For servers that share the packages of the first. */
  let beside: NodeJS.ProcessEnv;

  before(async () => {
    external = await startExternal();
    ({ admin } = external);
    one = await startServer(external.environment);
    // A method that hangs is ended by nothing but whoever cancels it.
    beside = {
      ...external.environment,
      PLEXICA_INSTALL_TIMEOUT: '3600',
      PLEXICA_BLOBS: `file:${join(one.data, 'blobs')}`,
    };
    two = await startServer(beside);
  });
  after(async () => {
    await two?.stop();
    await third?.stop();
    await one?.stop();
    await external?.stop();
  });

  const operation = async () => {
    const { rows } = await admin.query<{ state: string; replica: number; step: number }>(
      `SELECT state, replica, step FROM plexica.operations WHERE kind = 'install'`,
    );
    return rows[0];
  };

  it('hear of what the other has changed', async () => {
    await one.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    expect((await two.request('GET', '/v1/tenants/acme')).body.state).to.equal('active');
  });

  it('take up at once what a killed one was doing, and end it', async () => {
    const slow = `async () => { await new Promise((resolve) => setTimeout(resolve, 2000)); }`;
    await publish(one, notes({ lifecycle: { onInstall: slow } }));
    await one.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'notes' },
      headers: { Prefer: 'respond-async' },
    });
    while ((await operation())?.step !== 1) await sleep(20);
    await sleep(500);
    const before = await operation();
    expect(before?.state).to.equal('running');

    process.kill(one.pid, 'SIGKILL');
    const killed = performance.now();
    while ((await operation())?.replica === before?.replica) {
      expect(performance.now() - killed, 'ms until it is taken up').to.be.lessThan(TAKEN_UP);
      await sleep(20);
    }
    while ((await operation())?.state === 'running') await sleep(50);
    expect((await operation())?.state).to.equal('succeeded');
    const { body } = await two.request('GET', '/v1/tenants/acme/plugins/notes');
    expect(body).to.include({ version: '1.0.0', state: 'active' });
    expect((await two.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
  });

  /** Begins an installation on a server that does not end by itself. @returns its id, once its code runs */
  async function hanging(server: TestServer): Promise<string> {
    const { body } = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'hangs', trust: true },
      headers: { Prefer: 'respond-async' },
    });
    await eventually('its code runs', async () => {
      const now = (await server.request('GET', `/v1/operations/${body.id}`)).body;
      return now.steps?.[1].state === 'running';
    });
    return body.id;
  }

  async function expectCancelled(id: string): Promise<void> {
    const { status, body } = await two.request('POST', `/v1/operations/${id}/actions/cancel`, { json: {} });
    expect(status).to.be.oneOf([200, 202]);
    expect(body).to.include({ cancelledBy: 'admin' });
    const ended = await eventually('it is undone', async () => {
      const now = (await two.request('GET', `/v1/operations/${id}`)).body;
      return now.state === 'failed' && now;
    });
    expect(ended.error).to.include({ code: 'operation_cancelled' });
    expect((await two.request('GET', '/v1/tenants/acme/plugins/hangs')).status).to.equal(404);
  }

  it('cancel what another runs, and what one that is dead ran', async () => {
    third = await startServer(beside);
    await publish(
      third,
      notes({ id: 'hangs', lifecycle: { onInstall: '() => new Promise(() => undefined)' } }),
    );
    await expectCancelled(await hanging(third));
    const id = await hanging(third);
    process.kill(third.pid, 'SIGKILL');
    await expectCancelled(id);
  });
});
