import ky from 'ky';

export default async function () {
  return ky('https://example.com/a', { fetch: async () => Response.json({ a: 1 }) }).json();
}
