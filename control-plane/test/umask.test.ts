import { expect } from 'chai';
import { publish } from './installations/plugin-package.ts';
import { startServer } from './server.ts';

describe('a server whose user keeps new files to itself', () => {
  it('starts and runs plugins all the same', async () => {
    const before = process.umask(0o077);
    const server = await startServer().finally(() => process.umask(before));
    try {
      await publish(server, {
        id: 'crm',
        routes: { 'GET /hello': { access: 'public', source: '() => "hello"' } },
      });
      await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'crm', trust: true } });
      const { body } = await server.request('GET', '/t/acme/crm/hello', { token: null });
      expect(body).to.equal('hello');
    } finally {
      await server.stop();
    }
  });
});
