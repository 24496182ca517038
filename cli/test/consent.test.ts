import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delimiter } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type, type Typed } from './terminal.ts';

const HOST = { access: { network: ['api.example.com'] } };
const SECRET = 'hunter2-of-the-tests';

/** `shop` needs a value of every kind. */
const CONFIG = {
  type: 'object',
  properties: {
    apiKey: { type: 'string', minLength: 8, writeOnly: true, description: 'Key of the shop' },
    currency: { type: 'string', enum: ['EUR', 'USD', 'CHF'] },
    seats: { type: 'integer', minimum: 1 },
    live: { type: 'boolean' },
    greeting: { type: 'string' },
    limit: { type: 'integer', default: 5 },
  },
  required: ['apiKey', 'currency', 'seats', 'live', 'limit'],
};

describe('consent on the command line', () => {
  let plexica: Plexica;
  let server: TestServer;
  let project: string;
  let at: string[];
  before(async () => {
    plexica = await Plexica.create();
    [server, project] = await Promise.all([startServer(), plexica.project('demo')]);
    await publish('demo', '1.0.0', {});
    await publish('demo', '1.0.1', HOST);
    await publish('shop', '1.0.0', { ...HOST, config: CONFIG });
    await run('tenants', 'create', 'acme');
    at = ['--tenant', 'acme'];
  });
  after(async () => {
    await server?.stop();
    await plexica.remove();
  });

  const environment = () => ({ PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN, COLUMNS: '200' });
  const run = (...args: string[]) => plexica.run(args, { env: environment() });
  const done = async (...args: string[]) => {
    const answer = await run(...args);
    expect(answer.code, answer.stderr + answer.stdout).to.equal(0);
    return answer;
  };
  const json = async (...args: string[]) => (await done(...args, '--json')).json;
  const typed = (args: string[], answers: Typed[], env: NodeJS.ProcessEnv = {}) =>
    type(plexica, args, answers, { ...environment(), ...env });
  const version = async (plugin: string) =>
    (await json('plugins', ...at)).plugins.find((one: { plugin: string }) => one.plugin === plugin)?.version;

  /** Publishes a version of the plugin of the template under a name, with more in its manifest. */
  async function publish(id: string, number: string, more: object): Promise<void> {
    const change = async (file: string, values: object) => {
      const path = join(project, file);
      const before = JSON.parse(await readFile(path, 'utf8'));
      await writeFile(path, JSON.stringify({ ...before, ...values }));
    };
    await change('package.json', { name: id, version: number });
    const first = JSON.parse(await readFile(join(project, 'plexica.json'), 'utf8'));
    delete first.access;
    await writeFile(join(project, 'plexica.json'), JSON.stringify({ ...first, id, ...more }));
    await done('publish', '--folder', project);
  }

  /** Runs a line of a shell that finds `plexica`. */
  const shell = async (line: string) => {
    const bin = join(plexica.folder, 'plexica');
    const main = join(import.meta.dirname, '../bin/run.js');
    await writeFile(bin, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
    await chmod(bin, 0o755);
    const PATH = [plexica.folder, process.env['PATH']].join(delimiter);
    return new Promise<{ code: number | string | undefined; stdout: string }>((resolve) =>
      execFile(
        'sh',
        ['-c', line],
        { env: plexica.environment({ ...environment(), PATH }) },
        (error, stdout) => resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout }),
      ),
    );
  };

  describe('of an update', () => {
    const accepted = () => json('update', 'demo@1.0.0', ...at);
    before(() => done('install', 'demo@1.0.0', ...at));

    const gates: [what: string, args: string[], env: NodeJS.ProcessEnv][] = [
      ['without a terminal', [], {}],
      ['with --yes alone', ['--yes'], {}],
      ['with --json', ['--json'], {}],
      ['in continuous integration', [], { CI: 'true' }],
    ];
    for (const [what, args, env] of gates) {
      it(`stops ${what}, exit 9, with the difference and a command that accepts it`, async () => {
        const answer = await plexica.run(['update', 'demo', ...at, ...args], {
          env: { ...environment(), ...env },
        });
        expect(answer.code).to.equal(9);
        const yes = args.includes('--yes') ? ' --yes' : '';
        const command = `plexica update demo@1.0.1 --tenant acme${yes} --accept-access`;
        if (args.includes('--json')) {
          expect(answer.stderr).to.equal('');
          expect(answer.json.error).to.include({ code: 'access_change', status: 409 });
          expect(answer.json.error.hint).to.contain(command);
          expect(answer.json.error.access).to.deep.equal([
            {
              plugin: 'demo',
              key: 'access.network',
              value: 'api.example.com',
              text: 'reaches api.example.com over https',
            },
          ]);
        } else {
          expect(answer.stdout).to.equal('');
          expect(answer.stderr)
            .to.contain('\n  demo reaches api.example.com over https.\n')
            .and.contain(command);
        }
        expect(await version('demo')).to.equal('1.0.0');
      });
    }

    it('is given by the command that is named, as it is', async () => {
      const { json } = await run('update', 'demo', ...at, '--json');
      const command = /run:\n {2}(plexica .*)$/.exec(json.error.hint)?.[1] ?? '';
      const { code, stdout } = await shell(command);
      expect(code, command).to.equal(0);
      expect(stdout)
        .to.contain('demo 1.0.1 is active in acme.')
        .and.contain('demo also reaches api.example.com');
      expect(await version('demo')).to.equal('1.0.1');
      await accepted();
    });

    it('is not needed where an update asks for nothing more', async () => {
      await done('update', 'demo@1.0.1', ...at, '--accept-access');
      expect((await done('update', 'demo@1.0.0', ...at)).stdout).to.contain('demo 1.0.0 is active');
    });

    describe('at a terminal', () => {
      before(function () {
        if (process.platform !== 'linux') this.skip();
        skipWhereMissing(this, missingScript());
      });

      const question = 'Update demo in acme to 1.0.1?';

      it('shows the difference before it asks, and takes yes for an answer', async () => {
        const { code, all } = await typed(['update', 'demo', ...at], [[question, 'y\r']]);
        expect(code, all).to.equal(0);
        expect(all.indexOf('demo also reaches api.example.com over https.')).to.be.within(
          0,
          all.indexOf(question),
        );
        expect(all).to.contain('1.0.0 → 1.0.1').and.contain('published by admin').and.contain('sha512-');
        expect(await version('demo')).to.equal('1.0.1');
        await accepted();
      });

      const nos: [what: string, keys: string][] = [
        ['no', 'n\r'],
        ['Enter alone', '\r'],
        ['Ctrl-C', '\u0003'],
      ];
      for (const [what, keys] of nos) {
        it(`changes nothing after ${what}, exit 130`, async () => {
          const { code, all } = await typed(['update', 'demo', ...at], [[question, keys]]);
          expect(code, all).to.equal(130);
          expect(await version('demo')).to.equal('1.0.0');
        });
      }

      it('stops with --yes alone as elsewhere', async () => {
        const { code, all } = await typed(['update', 'demo@1.0.1', ...at, '--yes'], []);
        expect(code, all).to.equal(9);
      });

      it('asks nothing where nothing would change', async () => {
        const { code, all } = await typed(['update', 'demo@1.0.0', ...at], []);
        expect(code, all).to.equal(0);
        expect(all).to.contain('demo is already at 1.0.0 in acme. Nothing changed.');
      });

      it('asks nothing where it is not installed', async () => {
        const { code, all } = await typed(['update', 'shop', ...at], []);
        expect(code, all).to.equal(5);
        expect(all).to.contain('not_installed').and.not.contain('apiKey');
      });

      it('asks once before it erases, and Enter alone erases nothing', async () => {
        const again = ['update', 'demo@1.0.0', ...at, '--reset'];
        const { code, all } = await typed(again, [['and erase all of its data?', '\r']]);
        expect(code, all).to.equal(130);
        const yes = await typed(again, [['and erase all of its data?', 'y\r']]);
        expect(yes.code, yes.all).to.equal(0);
      });

      it('puts the version in place that was shown, not what was published while somebody thinks', async () => {
        const thinks = async () => {
          await publish('demo', '1.0.2', { access: { network: ['evil.example.com'] } });
          return 'y\r';
        };
        const { code, all } = await typed(['update', 'demo', ...at], [[question, thinks]]);
        expect(code, all).to.equal(0);
        expect(await version('demo')).to.equal('1.0.1');
      });
    });
  });

  describe('of an installation', () => {
    const values = ['currency=EUR', 'seats=3', 'live=true'].flatMap((pair) => ['--config', pair]);
    afterEach(async () => {
      if ((await version('shop')) !== undefined) await done('uninstall', 'shop', ...at, '--yes');
    });

    it('stops without a terminal where access is asked for, exit 9, and repeats no secret', async () => {
      const given = [...values, '--config', `apiKey=${SECRET}`];
      const { code, stdout, stderr } = await run('install', 'shop', ...at, ...given);
      expect(code).to.equal(9);
      expect(stdout).to.equal('');
      expect(stderr).to.contain('\n  shop reaches api.example.com over https.\n');
      expect(stderr).to.contain(
        "plexica install shop@1.0.0 --tenant acme --config currency=EUR --config seats=3 --config live=true --config 'apiKey=@<file>' --yes",
      );
      expect(stderr).not.to.contain(SECRET);
      expect(await version('shop')).to.equal(undefined);
    });

    it('is given by --yes, with values of a file and of standard input', async () => {
      const file = join(plexica.folder, 'shop.json');
      const key = join(plexica.folder, 'key');
      await writeFile(file, JSON.stringify({ currency: 'EUR', seats: 3, live: true, apiKey: 'too short' }));
      await writeFile(key, `${SECRET}\n`);
      const more = ['--config-file', file, '--config', `apiKey=@${key}`, '--config', 'greeting=@@home'];
      expectPublished('install', await json('install', 'shop', ...at, '--yes', ...more));
      const shown = await json('config', 'get', 'shop', ...at);
      expect(shown.values).to.deep.equal({
        currency: 'EUR',
        seats: 3,
        live: true,
        greeting: '@home',
        limit: 5,
      });
      expect(shown.secrets).to.deep.equal(['apiKey']);
      await done('uninstall', 'shop', ...at, '--yes');
      const { code } = await shell(
        `printf '%s' '{"currency":"USD","seats":1,"live":false,"apiKey":"${SECRET}"}' | plexica install shop --tenant acme --yes --config-file -`,
      );
      expect(code).to.equal(0);
      expect((await json('config', 'get', 'shop', ...at)).values).to.include({ currency: 'USD' });
    });

    it('names every flag and value that is missing in one error', async () => {
      const { code, json } = await run('install', 'shop', '--json');
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('missing_flags');
      expect(json.error.issues.map(({ path }: { path: string }) => path)).to.deep.equal([
        '--tenant',
        '--config apiKey=@<file>',
        '--config currency=<value>',
        '--config seats=<value>',
        '--config live=<value>',
      ]);
    });

    describe('at a terminal', () => {
      before(function () {
        if (process.platform !== 'linux') this.skip();
        skipWhereMissing(this, missingScript());
      });

      const question = 'Install shop 1.0.0 in acme?';

      it('shows what comes, asks for each value by its kind, a secret unseen, and then whether to go on', async () => {
        const { code, all } = await typed(
          ['install', 'shop', ...at],
          [
            ['apiKey (Key of the shop)', 'short\r'],
            ['at least 8 characters', `\u0015${SECRET}\r`],
            ['currency', '\u001b[B\r'],
            ['seats', '0\r'],
            ['1 or more', '\u007f7\r'],
            ['live', 'y\r'],
            [question, 'y\r'],
          ],
        );
        expect(code, all).to.equal(0);
        expect(all).not.to.contain(SECRET).and.not.to.contain(SECRET.slice(0, 4));
        expect(all).to.contain('shop 1.0.0').and.contain('published by admin').and.contain('sha512-');
        const told = all.indexOf('shop reaches api.example.com over https.');
        expect(told).to.be.within(0, all.indexOf('apiKey'));
        expect(all).to.contain('shop offers the role writer with shop.notes.use.');
        const shown = await json('config', 'get', 'shop', ...at);
        expect(shown.values).to.deep.equal({ currency: 'USD', seats: 7, live: true, limit: 5 });
        expect(shown.secrets).to.deep.equal(['apiKey']);
      });

      const stops: [where: string, answers: Typed[]][] = [
        ['at the first value', [['apiKey', '\u0003']]],
        [
          'at a choice',
          [
            ['apiKey', `${SECRET}\r`],
            ['currency', '\u0003'],
          ],
        ],
        [
          'at the last question',
          [
            ['apiKey', `${SECRET}\r`],
            ['currency', '\r'],
            ['seats', '1\r'],
            ['live', '\r'],
            [question, '\u0003'],
          ],
        ],
      ];
      for (const [where, answers] of stops) {
        it(`installs nothing after Ctrl-C ${where}, exit 130`, async () => {
          const { code, all } = await typed(['install', 'shop', ...at], answers);
          expect(code, all).to.equal(130);
          expect(await version('shop')).to.equal(undefined);
        });
      }

      it('asks nothing where it is installed already', async () => {
        const { code, all } = await typed(['install', 'demo', ...at], []);
        expect(code, all).to.equal(6);
        expect(all).to.contain('already_installed');
      });

      it('asks only for what is not given', async () => {
        const given = [...values, '--config', `apiKey=${SECRET}`];
        const { code, all } = await typed(['install', 'shop', ...at, ...given], [[question, 'y\r']]);
        expect(code, all).to.equal(0);
      });

      for (const env of [{ CI: 'true' }, {}]) {
        it(`asks nothing with ${'CI' in env ? 'CI set' : '--yes'}`, async () => {
          const given = [...values, '--config', `apiKey=${SECRET}`, ...('CI' in env ? [] : ['--yes'])];
          const { code, all } = await typed(['install', 'shop', ...at, ...given], [], env);
          expect(code, all).to.equal('CI' in env ? 9 : 0);
        });
      }
    });
  });
});
