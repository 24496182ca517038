// Builds the site, serves it, and starts the registry that its marketplace reads and a browser: once for all tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { startServer, type StartedServer } from '@plexica/sdk/server';
import { chromium, type Browser } from 'playwright-core';

const FOLDER = join(import.meta.dirname, '..');
const CHROMIUM = '/usr/bin/chromium';

export const ADMIN_TOKEN = 'plx_admin-token-of-the-tests';

export interface Site {
  /** Folder of the built pages. */
  folder: string;
  /** What the build printed. */
  output: string;
  /** Address that the pages are served at. */
  url: string;
  /** Address of the registry. */
  registry: string;
}

let temporary: string;
let registry: StartedServer;
let pages: Server;
let browser: Browser | undefined;
export let site: Site;

/** Where the pages are served, once they are: the registry lets only these read it. */
let pagesOrigin: string;

export async function startRegistry(port = '0'): Promise<void> {
  registry = await startServer({
    controlPlane: join(FOLDER, '../control-plane'),
    environment: {
      PATH: process.env['PATH'],
      PLEXICA_DATA: join(temporary, 'data'),
      PLEXICA_PORT: port,
      PLEXICA_CORS_ORIGINS: pagesOrigin,
      PLEXICA_ADMIN_TOKEN: ADMIN_TOKEN,
    },
    onLog: () => undefined,
  });
}

/** Lets the registry hang, or go on. */
export function signalRegistry(signal: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(registry.pid, signal);
}

export async function stopRegistry(): Promise<void> {
  await registry.stop();
}

async function build(folder: string, registryUrl: string): Promise<string> {
  const astro = join(FOLDER, '../node_modules/astro/bin/astro.mjs');
  const child = spawn(process.execPath, [astro, 'build', '--outDir', folder], {
    cwd: FOLDER,
    env: {
      ...process.env,
      NO_COLOR: '1',
      PUBLIC_PLEXICA_REGISTRY: registryUrl,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`astro build failed:\n${output}`);
  return output;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site.invalid');
    const path = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    readFile(join(folder, path)).then(
      (content) =>
        response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Paths of all built pages, such as `/quick-start/`. */
export async function builtPages(): Promise<string[]> {
  const files = await readdir(site.folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`)
    .sort();
}

/** Skips a test where no browser is installed; in CI that is an error. */
export function requireBrowser(context: Mocha.Context): Browser {
  if (browser !== undefined) return browser;
  if (process.env['CI'] === 'true') throw new Error(`${CHROMIUM} is not installed`);
  process.stderr.write(`      skipped: ${CHROMIUM} is not installed (Debian: apt-get install chromium)\n`);
  context.skip();
}

export const mochaHooks = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(120_000);
    temporary = await mkdtemp(join(tmpdir(), 'plexica-docs-'));
    await chmod(temporary, 0o711);
    const folder = join(temporary, 'site');
    pages = await serve(folder);
    pagesOrigin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    await startRegistry();
    const output = await build(folder, registry.url);
    site = {
      folder,
      output,
      url: pagesOrigin,
      registry: registry.url,
    };
    if (!existsSync(CHROMIUM)) return;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ],
    });
  },
  async afterAll() {
    await browser?.close();
    pages?.close();
    await registry?.stop();
    await rm(temporary, { recursive: true, force: true });
  },
};
