import { expect } from 'chai';
import { developersEnvironment } from '../../src/services/dev/environment.ts';

describe('the environment of the server of `plexica dev`', () => {
  it('has nothing of the application that the developer works on', () => {
    const application = {
      DATABASE_URL: 'postgres://localhost/application',
      PLEXICA_DATABASE_DIRECT_URL: 'postgres://localhost/application',
      PLEXICA_BLOBS: 'file:/srv/blobs',
      PLEXICA_SECRET: 'x'.repeat(32),
      PLEXICA_DATA: '/srv/plexica',
    };
    expect(developersEnvironment(application)).to.deep.equal({});
  });

  it('has what is meant for any server of this machine', () => {
    const machine = {
      PATH: '/usr/bin',
      HOME: '/root',
      LOG_LEVEL: 'debug',
      PLEXICA_PORT: '7599',
      PLEXICA_DB_CONNECTIONS: '20',
      PLEXICA_SANDBOX: 'strict',
      PLEXICA_FETCH_PRIVATE: '10.0.0.0/8',
      // The server says that it knows no such variable.
      PLEXICA_SANDBOXX: 'strict',
    };
    expect(developersEnvironment(machine)).to.deep.equal(machine);
  });
});
