import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

const RUN = join(import.meta.dirname, '../bin/run.js');

/** util-linux's `script` gives a command a terminal. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe('on a terminal', () => {
  let plexica: Plexica;
  before(async function () {
    if (!hasScript()) this.skip();
    plexica = await Plexica.create();
  });
  after(() => plexica?.remove());

  /** @param answers typed as soon as a text is shown */
  const type = (args: string[], answers: [shown: string, typed: string][]) => {
    const command = [process.execPath, RUN, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: plexica.folder,
      env: plexica.environment({ TERM: 'xterm', COLUMNS: '80' }),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let screen = '';
    const open = [...answers];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const [next] = open;
      if (next !== undefined && screen.includes(next[0])) {
        open.shift();
        screen = '';
        setTimeout(() => child.stdin.write(next[1]), 100);
      }
    });
    return new Promise<{ code: number | null; screen: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, screen })),
    );
  };

  it('asks for the name', async () => {
    const { code, screen } = await type(['create'], [['Name of the plugin', 'asked\r']]);
    expect(code, screen).to.equal(0);
    expect(screen).to.contain('npm run dev');
  });

  it('ends with 130 on Ctrl-C at a question', async () => {
    const { code, screen } = await type(['create'], [['Name of the plugin', '\u0003']]);
    expect(code, screen).to.equal(130);
  });

  it('asks nothing with --yes, --json, or CI', async () => {
    expect((await type(['create', 'quiet', '--yes'], [])).code).to.equal(0);
    expect((await type(['create', '--json'], [])).code).to.equal(2);
  });

  it('asks before it deletes, and takes no for an answer', async () => {
    const { code } = await type(['tenants', 'delete', 'acme'], [['Delete the tenant acme', 'n\r']]);
    expect(code).to.equal(130);
  });

  it('has colours, unless NO_COLOR is set', async () => {
    const { screen } = await type(['explain', 'busy'], []);
    expect(screen).to.contain('\u001b[1m');
  });
});
