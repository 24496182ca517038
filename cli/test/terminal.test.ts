import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

const RUN = join(import.meta.dirname, '../bin/run.js');

/** util-linux's `script` gives a command a terminal. */
function missingScript(): string | undefined {
  const missing = 'there is no script of util-linux (Debian: apt-get install bsdutils)';
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
      ? undefined
      : missing;
  } catch {
    return missing;
  }
}

describe('on a terminal', () => {
  let plexica: Plexica;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    skipWhereMissing(this, missingScript());
    plexica = await Plexica.create();
  });
  after(() => plexica?.remove());

  /** @param answers typed as soon as a text is shown */
  const type = (
    args: string[],
    answers: [shown: string | RegExp, typed: string][],
    env: NodeJS.ProcessEnv = {},
  ) => {
    const command = [process.execPath, RUN, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: plexica.folder,
      env: plexica.environment({ TERM: 'xterm', COLUMNS: '80', ...env }),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let screen = '';
    const open = [...answers];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const [next] = open;
      if (next !== undefined && screen.search(next[0]) !== -1) {
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

  const silent: [args: string[], env: NodeJS.ProcessEnv, missing: string[]][] = [
    [['tokens', 'create', '--yes'], {}, ['--name']],
    [['create', '--json'], {}, ['<name>']],
    [['create'], { CI: 'true' }, ['<name>']],
    [['tokens', 'create'], { CI: 'true' }, ['--name', '--scope']],
    [['tenants', 'delete', 'acme'], { CI: 'true' }, ['--yes']],
  ];
  for (const [args, env, missing] of silent) {
    const ci = 'CI' in env ? ' with CI set' : '';
    it(`\`${args.join(' ')}\`${ci} asks nothing and names ${missing.join(' and ')} in one error`, async () => {
      // Were it to ask, it would put the cursor behind the question, and Ctrl-C would end it.
      const { code, screen } = await type(args, [[/\[\d+G/, '\u0003']], env);
      expect(code, screen).to.equal(2);
      expect(screen.match(/missing_flags/g), screen).to.have.length(1);
      for (const flag of missing) expect(screen).to.contain(flag);
    });
  }

  it('asks before it deletes, and takes no for an answer', async () => {
    const { code } = await type(['tenants', 'delete', 'acme'], [['Delete the tenant acme', 'n\r']]);
    expect(code).to.equal(130);
  });

  for (const args of [['explain', 'busy'], ['explain', 'bussy'], ['--help']]) {
    it(`\`${args.join(' ')}\` has colours, unless NO_COLOR is set`, async () => {
      expect((await type(args, [])).screen).to.contain('\u001b[');
      expect((await type(args, [], { NO_COLOR: '1' })).screen).not.to.contain('\u001b');
    });
  }
});
