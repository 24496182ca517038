import { createServer, type IncomingMessage, type Server } from 'node:http';
import { expect } from 'chai';
import {
  ApiError,
  createClient,
  isOperation,
  waitForOperation,
  type Client,
  type Operation,
} from '../src/client/index.ts';
import { errors, PlexicaError } from '../src/errors.ts';

describe('the API client', () => {
  let server: Server;
  let client: Client;
  let url: string;
  let asked: {
    method: string | undefined;
    url: string | undefined;
    headers: IncomingMessage['headers'];
    body: string;
  };
  let answer: { status: number; headers?: Record<string, string>; body: string; breaksOff?: boolean };

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        asked = { method, url, headers, body: Buffer.concat(chunks).toString() };
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        if (answer.breaksOff) response.write(answer.body, () => response.destroy());
        else response.end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    url = `http://127.0.0.1:${port}/`;
    client = createClient({ url, token: 'plx_x' });
  });
  after(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    answer = { status: 200, body: '{"id":"1","items":[]}' };
  });

  const failure = async (work: Promise<unknown>): Promise<ApiError> => {
    try {
      await work;
    } catch (error) {
      return error as ApiError;
    }
    throw new Error('it did not fail');
  };

  it('fills path and query, and sends body, token and key', async () => {
    await client.installPlugin(
      { tenant: 'acme', body: { plugin: 'crm' } },
      { idempotencyKey: 'k', respondAsync: true },
    );
    expect(asked).to.deep.include({
      method: 'POST',
      url: '/v1/tenants/acme/plugins',
      body: '{"plugin":"crm"}',
    });
    expect(asked.headers).to.include({
      authorization: 'Bearer plx_x',
      'idempotency-key': 'k',
      prefer: 'respond-async',
    });
    await client.searchPlugins({ q: 'a b&c', limit: 5 });
    expect(asked.url).to.equal('/v1/plugins?limit=5&q=a+b%26c');
    await client.deleteTenant({ tenant: 'acme', dryRun: true });
    expect(asked.url).to.equal('/v1/tenants/acme?dryRun=true');
    await client.showPlugin({ plugin: 'a/b?c' });
    expect(asked.url).to.equal('/v1/plugins/a%2Fb%3Fc');
  });

  for (const name of ['', '.', '..']) {
    it(`sends nothing for the name "${name}", which would make the path another`, async () => {
      asked = { method: undefined, url: 'none', headers: {}, body: '' };
      const error = await failure(client.uninstallPlugin({ tenant: 'acme', plugin: name }));
      expect(error.code).to.equal('invalid_input');
      expect(error.message).to.include('plugin');
      expect(asked.url).to.equal('none');
    });
  }

  it('throws what a problem says', async () => {
    answer = {
      status: 409,
      headers: { 'retry-after': '3', 'x-request-id': 'r-1' },
      body: JSON.stringify({
        type: 'urn:plexica:error:operation_in_progress',
        code: 'operation_in_progress',
        detail: 'wait',
        hint: 'then try',
        issues: [{ path: 'a', message: 'b' }],
      }),
    };
    const error = await failure(client.whoami());
    expect(error).to.be.instanceOf(ApiError);
    expect(error).to.include({
      code: 'operation_in_progress',
      status: 409,
      message: 'wait',
      hint: 'then try',
    });
    expect(error).to.deep.include({ retryAfter: 3, requestId: 'r-1', issues: [{ path: 'a', message: 'b' }] });
  });

  it('keeps status and text of a code that it does not know', async () => {
    answer = {
      status: 403,
      body: JSON.stringify({
        type: 'urn:plexica:error:from_the_future',
        code: 'from_the_future',
        detail: 'no',
      }),
    };
    expect(await failure(client.whoami())).to.include({ code: 'not_allowed', status: 403, message: 'no' });
  });

  it('tells something else than Plexica from it, and silence', async () => {
    answer = { status: 502, body: '<html>' };
    expect((await failure(client.whoami())).code).to.equal('server_unreachable');
    for (const [status, body] of [
      [200, '<html>'],
      [200, ''],
      [200, '{"status":"ok"}'],
      [200, '[]'],
      [200, 'null'],
      [500, 'null'],
      [500, '{"type":1}'],
    ] as const) {
      answer = { status, body };
      const error = await failure(client.whoami());
      expect(error.message).to.match(
        new RegExp(`^the response of http://127.* \\(status ${status}\\) is not from Plexica$`),
      );
      expect(error.code).to.equal('server_unreachable');
    }
    for (const status of [200, 409]) {
      answer = { status, body: '{"type":"urn:plexica:error:tenant_ex', breaksOff: true };
      const error = await failure(client.whoami());
      expect(error.message).to.match(/^the connection to http:\/\/127.* broke \(UND_ERR_SOCKET\)$/);
      expect(error).to.include({ code: 'server_unreachable', name: 'ApiError' });
    }
    const nobody = createClient({ url: 'http://127.0.0.1:1' });
    expect(await failure(nobody.whoami())).to.include({ code: 'server_unreachable', status: 503 });
  });

  it('says what an operation failed with, were its code unknown', async () => {
    const operation = {
      id: 'x',
      state: 'failed',
      error: { code: 'from_the_future', message: 'no', hint: 'then try' },
    } as unknown as Operation;
    expect(await failure(waitForOperation(client, operation))).to.include({
      code: 'internal_error',
      message: 'no',
      hint: 'then try',
    });
  });

  it('says that a token cannot be sent, without showing it', async () => {
    for (const token of ['plx_secret…', 'plx_sec\nret']) {
      const careless = createClient({ url: 'http://127.0.0.1:1', token });
      const error = await failure(careless.whoami());
      expect(error).to.include({ code: 'not_authenticated', status: 401 });
      expect(error.message).to.contain(token.includes('…') ? '"…" (U+2026)' : '"\\n" (U+000A)');
      expect(error.message).not.to.contain('plx_');
    }
    for (const token of ['plx_x\n', '\r\nplx_x']) {
      await createClient({ url, token }).whoami();
      expect(asked.headers.authorization).to.equal('Bearer plx_x');
    }
  });

  it('tells an operation from a result', () => {
    expect(isOperation({ id: 'x', subject: 'tenant acme', steps: [] })).to.equal(true);
    expect(isOperation({ slug: 'acme' })).to.equal(false);
    expect(isOperation(undefined)).to.equal(false);
  });
});

describe('error codes', () => {
  for (const [code, page] of Object.entries(errors)) {
    it(`${code} has a page that helps`, () => {
      expect(page.status).to.be.within(400, 599);
      expect(page.exit).to.be.oneOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 130]);
      expect(page.title).to.match(/^[A-Z].*[^.]$/);
      expect(page.cause).to.match(/\.$/);
      expect(page.fix).to.match(/\.$/);
    });
  }

  it('give an error status, exit code and a next step', () => {
    const error = new PlexicaError('tenant_not_found', 'there is no tenant x');
    expect(error).to.include({ status: 404, exit: 5, hint: errors.tenant_not_found.fix });
  });
});
