import { expect } from 'chai';
import { developersEnvironment } from '../../src/services/dev/environment.ts';

describe('the environment of the server of `plexica dev`', () => {
  it('has nothing of the application that the developer works on', () => {
    const application = {
      DATABASE_URL: 'postgres://localhost/application',
      PLEXICA_DATABASE_DIRECT_URL: 'postgres://localhost/application',
      PLEXICA_BLOBS: 'file:/srv/blobs',
      PLEXICA_AMQP_URL: 'amqp://localhost',
      PLEXICA_SECRET: 'x'.repeat(32),
      PLEXICA_DATA: '/srv/plexica',
      PLEXICA_SERVER: 'https://plexica.example.com',
      PLEXICA_TOKEN: 'plx_live',
      PLEXICA_CONFIG_DIR: '/root/.config/plexica',
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
    };
    expect(developersEnvironment(machine)).to.deep.equal(machine);
  });
});
