import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { Forms } from './forms.ts';

describe('limits of attempts', function () {
  this.timeout(120_000);
  let server: TestServer;

  before(async () => {
    server = await startServer({ PLEXICA_LIMITS: 'login=3/h,reset=2/h,device=4/h' });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server?.stop());

  /** Sends the form of a page again and again. @returns the statuses, and the browser at the last answer */
  async function attempts(count: number, page: string, form: Record<string, string>, action: string) {
    const statuses: number[] = [];
    const browser = new Forms(server.url);
    for (let attempt = 0; attempt < count; attempt += 1) {
      await browser.open(page);
      await browser.send(form, action);
      statuses.push(browser.status);
    }
    return { statuses, browser };
  }

  function expectRefusal({ headers, html }: Forms, limit: string): void {
    expect(Number(headers.get('Retry-After'))).to.be.within(3_500, 3_600);
    expect(html).to.include(limit);
  }

  it('to log in are refused on a page that says so', async () => {
    const home = `http://acme.localhost:${new URL(server.url).port}`;
    const form = { email: 'ada@acme.test', password: 'a wrong password' };
    const { statuses, browser } = await attempts(5, `${home}/v1/auth/login`, form, '/interaction');
    expect(statuses).to.deep.equal([400, 400, 400, 429, 429]);
    expectRefusal(browser, 'too many requests to log in: the limit login is 3/h');
  });

  it('to get a new password are refused', async () => {
    const forgot = `${server.url}/realms/acme/forgot`;
    const { statuses, browser } = await attempts(3, forgot, { email: 'ada@acme.test' }, '/forgot');
    expect(statuses.map((status) => status === 429)).to.deep.equal([false, false, true]);
    expectRefusal(browser, 'too many requests for a new password: the limit reset is 2/h');
  });

  it('to guess the code of a device are refused, however the path is written', async () => {
    const device = `${server.url}/realms/acme/device`;
    const { statuses } = await attempts(4, device, { user_code: 'BCDF-GHJK' }, '/device');
    expect(statuses).not.to.include(429);
    const browser = new Forms(server.url);
    for (const path of ['', '/', '?x']) {
      const { status } = await browser.request('POST', device + path, { form: { user_code: 'BCDF-GHJK' } });
      expect(status, path).to.equal(429);
    }
    expect((await browser.request('POST', device.replace('device', 'DEVICE'), { form: {} })).status).to.equal(
      429,
    );
  });
});
