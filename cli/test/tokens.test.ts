import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { missingScript, type } from './terminal.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

describe('tokens', () => {
  let plexica: Plexica;
  let server: TestServer;
  before(async () => {
    plexica = await Plexica.create();
    server = await startServer();
    await plexica.run(['login', '--server', server.url, '--token', ADMIN_TOKEN]);
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const tokens = async (...args: string[]) => {
    const { code, json } = await plexica.run(['tokens', ...args, '--json']);
    if (code === 0) expectPublished(`tokens ${args[0]}`, json);
    return { code, json };
  };
  const create = async (name: string, ...more: string[]) =>
    (await tokens('create', '--name', name, '--scope', 'publish', ...more)).json;
  /** Its secret is asked of the server, so that it counts as used. */
  const works = async (token: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${server.url}/v1/auth/me`, { headers })).ok;
  };

  it('are found by name or id', async () => {
    const { id } = await create('named');
    expect((await tokens('show', 'named')).json).to.include({ id, name: 'named', scope: 'publish' });
    expect((await tokens('show', id)).json).to.include({ id });
    for (const wrong of ['nobody', '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10']) {
      const { code, json } = await tokens('revoke', wrong);
      expect([code, json.error.code]).to.deep.equal([5, 'token_not_found']);
    }
    expect((await tokens('revoke', 'named', '--dry-run')).json.changes[0]).to.include({ name: 'named' });
    expect((await tokens('revoke', 'named')).json).to.deep.equal({ id, name: 'named', revoked: true });
    expect((await tokens('revoke', 'named')).json.error.message).to.contain('that is still valid');
  });

  it('of one name are told apart by id', async () => {
    const ids = [(await create('twice')).id, (await create('twice')).id];
    const { code, json } = await tokens('revoke', 'twice');
    expect([code, json.error.code]).to.deep.equal([2, 'bad_usage']);
    expect(json.error.issues.map(({ path }: { path: string }) => path)).to.have.members(ids);
    await tokens('revoke', ids[0]);
    expect((await tokens('show', 'twice')).json.id).to.equal(ids[1]);
  });

  it('are rotated: a new secret, and otherwise the same', async () => {
    const old = await create('rotated', '--expires', '90d', '--permissions', 'plugins.publish');
    expect((await tokens('rotate', 'rotated', '--dry-run')).json.changes).to.have.length(1);
    const { json: fresh } = await tokens('rotate', 'rotated');
    expect(fresh).to.include({ name: 'rotated', scope: 'publish' });
    expect(fresh.permissions).to.deep.equal(['plugins.publish']);
    expect(fresh.token).to.match(/^plx_/).and.not.equal(old.token);
    expect((Date.parse(fresh.expiresAt) - Date.now()) / 86_400_000).to.be.closeTo(90, 0.1);
    expect([await works(old.token), await works(fresh.token)]).to.deep.equal([false, true]);
    expect((await tokens('rotate', old.id)).json.error.code).to.equal('token_not_found');
  });

  it('go on for a while after a rotation where that is asked for', async () => {
    const old = await create('overlapping');
    expect((await tokens('rotate', 'overlapping', '--overlap', '10')).json.error.message).to.contain(
      '--overlap 10 is not a duration',
    );
    expect((await tokens('rotate', 'overlapping', '--overlap', '31d')).json.error.message).to.contain(
      '--overlap',
    );
    const { json: fresh } = await tokens('rotate', 'overlapping', '--overlap', '1h');
    expect([await works(old.token), await works(fresh.token)]).to.deep.equal([true, true]);
    const { expiresAt } = (await tokens('show', old.id)).json;
    expect(Date.parse(expiresAt) - Date.now()).to.be.closeTo(3_600_000, 60_000);
  });

  it('tell when they were used last, in a table of 80 columns', async function () {
    const { id, token } = await create('used');
    expect((await tokens('show', 'used')).json).not.to.have.property('lastUsedAt');
    await works(token);
    let shown: { lastUsedAt?: string } = {};
    while (shown.lastUsedAt === undefined) shown = (await tokens('show', 'used')).json;
    expect(Date.now() - Date.parse(shown.lastUsedAt)).to.be.below(60_000);
    skipWhereMissing(this, missingScript());
    const { all } = await type(plexica, ['tokens', 'list'], []);
    const line = all.split('\r\n').find((each) => each.includes(id)) ?? '';
    expect(line).to.match(/^\S{36}  used +publish +(now|1m ago) +never$/);
    const widest = Math.max(
      ...stripVTControlCharacters(all)
        .split('\r\n')
        .map(({ length }) => length),
    );
    expect(widest).to.be.at.most(80);
  });
});
