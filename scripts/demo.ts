/** The main loop, from an empty folder to an answer read back through the gateway, with nothing but this clone. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';
import { startServer } from '@plexica/sdk/server';
import { Forms } from '../control-plane/test/identity/forms.ts';

const plexica = resolve('cli/bin/run.js');
const folder = await mkdtemp(join(tmpdir(), 'plexica-demo-'));
// Started by root, plugins and the database run as other users, who have to pass through.
await chmod(folder, 0o711);

/** Whatever the terminal says of servers and databases of its own does not count here. */
const terminal = Object.entries(process.env).filter(([name]) => !/^(PLEXICA_|DATABASE_URL$)/.test(name));

const environment = {
  ...Object.fromEntries(terminal),
  PLEXICA_HOME: join(folder, 'home'),
  PLEXICA_ADMIN_TOKEN: 'plx_demo-of-the-main-loop',
};

const logs: string[] = [];

/** What is at work comes to its end, which Ctrl-C hastens, and no other step begins; then everything is taken away. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));

const STOP = 'stop';
const ADA = 'ada@acme.test';

/** Waits for the mail with an invitation, which the server writes to a file. */
async function mailedLink(mails: string): Promise<string> {
  for (;;) {
    const [name] = await readdir(mails).catch(() => []);
    const text = name === undefined ? '' : await readFile(join(mails, name), 'utf8');
    // Long lines are broken (RFC 2045, 6.7).
    const [link] = /https?:\S+token=[\w-]+/.exec(text.replaceAll('=\r\n', '').replaceAll('=3D', '=')) ?? [];
    if (link !== undefined) return link;
    await setTimeout(50);
  }
}

/** Runs `plexica login`, and confirms the code that it shows with the browser where Ada is logged in. */
async function login(
  { cwd, env, server }: { cwd: string; env: NodeJS.ProcessEnv; server: string },
  browser: Forms,
): Promise<void> {
  const args = [plexica, 'login', '--server', server, '--tenant', 'acme', '--no-browser'];
  const { PLEXICA_TOKEN: _, ...withoutToken } = env;
  const terminal = spawn(process.execPath, args, {
    cwd,
    env: withoutToken,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(terminal, 'exit');
  let told = '';
  for await (const chunk of terminal.stderr) {
    told += String(chunk);
    const [, code, page] = /Your code: (\S+)\nOpen (\S+) /.exec(told) ?? [];
    if (code === undefined || page === undefined || browser.url.includes('/device')) continue;
    await browser.open(page);
    await browser.send({ user_code: code });
    await browser.send({ confirm: 'yes' });
  }
  if ((await ended)[0] !== 0) throw new Error(`plexica login failed:\n${told}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function step<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
  // A signal that came while a program ran is told now.
  await new Promise((resolve) => setImmediate(resolve));
  if (interrupted && name !== STOP) throw new Error('interrupted');
  const began = performance.now();
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(2).padStart(6);
  say(`${styleText('green', '✓')} ${name.padEnd(58)} ${seconds} s`);
  return result;
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: environment,
    ...options,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

try {
  say(`Plexica's main loop, in ${folder}`);
  const project = join(folder, 'notes');
  await step('plexica create notes', () =>
    run(process.execPath, [plexica, 'create', 'notes', '--yes'], { cwd: folder }),
  );
  await step('npm install', () =>
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: project }),
  );

  const server = await step('start a control plane with its own PostgreSQL', () =>
    startServer({
      controlPlane: resolve('control-plane'),
      environment: { ...environment, PLEXICA_DATA: join(folder, 'data'), PLEXICA_PORT: '0' },
      onLog: (line) => logs.push(line),
    }),
  );
  try {
    const env = {
      ...environment,
      PLEXICA_SERVER: server.url,
      PLEXICA_TOKEN: environment.PLEXICA_ADMIN_TOKEN,
    };
    const cli = (...args: string[]) => run(process.execPath, [plexica, ...args], { cwd: project, env });
    await step('plexica build', () => cli('build'));
    await step('plexica publish', () => cli('publish'));
    await step('plexica tenants create acme --admin-email ada@acme.test', () =>
      cli('tenants', 'create', 'acme', '--admin-email', ADA),
    );
    const browser = new Forms(server.url);
    await step('Ada opens the link in her mail and sets a password', async () => {
      await browser.open(await mailedLink(join(folder, 'data', 'mail')));
      await browser.send({ name: 'Ada Lovelace', password: 'correct horse battery' }, '/invitation');
      if (!browser.html.includes('Ada Lovelace')) throw new Error(browser.html);
    });
    const who = await step('plexica login --tenant acme: Ada confirms the code', async () => {
      await login({ cwd: project, env, server: server.url }, browser);
      const { PLEXICA_SERVER: _, PLEXICA_TOKEN: __, ...asAda } = env;
      return run(process.execPath, [plexica, 'whoami'], { cwd: project, env: asAda });
    });
    if (!who.includes(ADA)) throw new Error(`the terminal is not logged in as Ada: ${who}`);
    await step('plexica install notes --tenant acme', () =>
      cli('install', 'notes', '--tenant', 'acme', '--yes'),
    );
    const { token } = JSON.parse(
      await step('plexica tokens create: one that may only read and write notes', () =>
        cli(
          'tokens',
          'create',
          '--name',
          'demo',
          '--scope',
          'tenant:acme',
          '--permissions',
          'notes.*',
          '--json',
        ),
      ),
    ) as { token: string };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = `${server.url}/t/acme/notes/notes`;
    await step('POST /t/acme/notes/notes', async () => {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify({ text: 'It works' }),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    });
    const reply = await step('GET /t/acme/notes/notes', async () => (await fetch(url, { headers })).text());
    if (!reply.includes('It works')) throw new Error(`the note was not read back: ${reply}`);
    say(`\n${reply}`);
  } finally {
    await step(STOP, () => server.stop());
  }
} catch (error) {
  process.stderr.write(
    `${logs.slice(-20).join('\n')}\n${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = interrupted ? 130 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
