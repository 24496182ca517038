import { Headers, Request } from 'node-fetch';

export default async function () {
  const request = new Request('https://example.com/', {
    method: 'POST',
    body: 'x',
    headers: new Headers({ a: 'b' }),
  });
  return { text: await request.text(), header: request.headers.get('a') };
}
