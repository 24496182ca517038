/** A control plane and the docs site with its marketplace, until Ctrl-C. */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { startServer } from '@plexica/sdk/server';

const DOCS_PORT = '4321';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

say('building the docs site …');
const built = spawnSync('npm', ['run', '--silent', 'build', '--workspace', 'docs-site'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (built.status !== 0) {
  process.stderr.write(`${built.stdout}${built.stderr}`);
  process.exit(1);
}

const server = await startServer({
  controlPlane: resolve('control-plane'),
  environment: { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' },
  onLog: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
const docs = spawn('astro', ['preview', '--host', '127.0.0.1', '--port', DOCS_PORT], {
  cwd: 'docs-site',
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
});

say(`control plane  ${server.url}`);
say(`docs site      http://127.0.0.1:${DOCS_PORT}/`);
say('Ctrl-C stops both.');

const asked = new Promise<undefined>((done) => {
  process.once('SIGINT', () => done(undefined));
  process.once('SIGTERM', () => done(undefined));
});
const ended = await Promise.race([asked, server.ended]);
if (ended !== undefined) {
  process.stderr.write(`the control plane ended (${ended.exit})\n${ended.stderr}\n`);
  process.exitCode = 1;
}
docs.kill();
await server.stop();
