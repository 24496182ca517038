/** A control plane and the docs site with its marketplace, until Ctrl-C. */
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { startServer } from '@plexica/sdk/server';

const DOCS_PORT = '4321';
const DOCS = `http://127.0.0.1:${DOCS_PORT}`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const server = await startServer({
  controlPlane: resolve('control-plane'),
  // The marketplace reads the registry from its own origin.
  environment: {
    ...process.env,
    PLEXICA_CORS_ORIGINS: process.env['PLEXICA_CORS_ORIGINS'] || DOCS,
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
  },
  onLog: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof PlexicaError ? error.exit : 1);
});

say('building the docs site …');
const built = spawnSync('npm', ['run', '--silent', 'build', '--workspace', 'docs-site'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  // The marketplace reads this server, whatever its port.
  env: { ...process.env, PUBLIC_PLEXICA_REGISTRY: process.env['PUBLIC_PLEXICA_REGISTRY'] || server.url },
});
if (built.status !== 0) {
  process.stderr.write(`${built.stdout}${built.stderr}`);
  await server.stop();
  process.exit(1);
}

const docs = spawn('astro', ['preview', '--host', '127.0.0.1', '--port', DOCS_PORT], {
  cwd: 'docs-site',
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
});

// As for the server itself, an empty variable is an absent one.
const token = process.env['PLEXICA_ADMIN_TOKEN']
  ? '"$PLEXICA_ADMIN_TOKEN"'
  : `"$(cat '${join(server.data, 'admin-token')}')"`;
say(`control plane  ${server.url}, its data in ${server.data}`);
say(`docs site      ${DOCS}/`);
say(`log in         npx plexica login --server ${server.url} --token ${token}`);
say('Ctrl-C stops both.');

const asked = new Promise<undefined>((done) => {
  process.once('SIGINT', () => done(undefined));
  process.once('SIGTERM', () => done(undefined));
});
const docsEnded = new Promise<string>((done) => {
  docs.once('error', ({ message }) => done(`the docs site did not start: ${message}`));
  docs.once('exit', (code) => done(`the docs site ended with ${code}: is port ${DOCS_PORT} taken?`));
});
const serverEnded = server.ended.then(({ exit, stderr }) => `the control plane ended (${exit})\n${stderr}`);
const failure = await Promise.race([asked, docsEnded, serverEnded]);
if (failure !== undefined) {
  process.stderr.write(`${failure}\n`);
  process.exitCode = 1;
}
docs.kill();
await server.stop();
