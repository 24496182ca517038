import { expect } from 'chai';
import { startExternal, type External } from '../operations/external.ts';
import { startServer } from '../server.ts';

describe('migrations of the platform', function () {
  this.timeout(120_000);
  let external: External;

  before(async () => {
    external = await startExternal();
    await (await startServer(external.environment)).stop();
  });
  after(() => external?.stop());

  it('of a newer server are accepted unless they break this one, which then names them', async () => {
    await external.admin.query("INSERT INTO plexica.migrations VALUES ('9998-harmless')");
    await (await startServer(external.environment)).stop();
    await external.admin.query("INSERT INTO plexica.breaking_migrations VALUES ('9999-other-tables')");
    const refusal = await startServer(external.environment).then(
      (server) => server.stop(),
      (error: unknown) => error,
    );
    expect(refusal).to.be.an('error').that.includes({ code: 'database_unsuitable' });
    expect(String(refusal)).to.include('9999-other-tables');
  });
});
