/** The route of the bench's plugin as a plain Express application would have it. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
const app = express();
app.get('/notes/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [Number(request.params.id)]);
  response.json(rows[0]);
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.stdin.resume().once('end', () => process.exit());
