import { request } from 'node:http';
import { ANSWER_HEADERS, WITHHELD_HEADERS } from '../gateway/header-rows.ts';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** Tells which headers it was given, and answers with the header that it is sent. */
const ROUTES = {
  'POST /echo': { access: 'public', source: `(ctx) => [...ctx.request.headers.keys()]` },
  'POST /answer': {
    access: 'public',
    source: `async (ctx) => new Response('', { headers: [await ctx.request.json()] })`,
  },
} as const;

/**
 * Sends every row of the tables of headers by a server.
 *
 * @param environment what the server is told besides
 * @returns the rows whose header reached the plugin, or the caller in another form than it should
 */
export async function headersThrough(
  environment: NodeJS.ProcessEnv,
): Promise<{ requests: string[]; answers: string[] }> {
  const server = await startServer(environment);
  try {
    await publish(server, { id: 'crm', routes: ROUTES });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'crm' } });
    const values: Record<string, string> = {
      Authorization: `Bearer ${server.adminToken}`,
      Connection: 'close',
      Host: new URL(server.url).host,
      'Transfer-Encoding': 'chunked',
    };
    const requests: string[] = [];
    for (const name of WITHHELD_HEADERS) {
      const { text } = await send(server, '/echo', { [name]: values[name] ?? 'x' }, '');
      if ((JSON.parse(text) as string[]).includes(name.toLowerCase())) requests.push(name);
    }
    const answers: string[] = [];
    for (const [name, value, passed] of ANSWER_HEADERS) {
      const { headers } = await send(server, '/answer', {}, JSON.stringify([name, value]));
      if (String(headers[name.toLowerCase()]) !== String(passed)) answers.push(`${name}: ${value}`);
    }
    return { requests, answers };
  } finally {
    await server.stop();
  }
}

/** By `node:http`, since `fetch` takes headers away itself. */
function send({ url }: TestServer, path: string, headers: Record<string, string>, body: string) {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    request(`${url}/t/acme/crm${path}`, { method: 'POST', headers }, (response) => {
      let text = '';
      response
        .on('data', (piece) => (text += piece))
        .on('end', () => resolve({ headers: response.headers, text }));
    })
      .on('error', reject)
      .end(body);
  });
}
