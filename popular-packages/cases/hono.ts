import { Hono } from 'hono';

export default async function () {
  const app = new Hono();
  app.get('/a/:id', (c) => c.json({ id: c.req.param('id') }));
  return (await app.request('/a/3')).json();
}
