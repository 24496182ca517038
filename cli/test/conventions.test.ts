import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { errors } from '@plexica/sdk/errors';
import { generated } from '../scripts/generated.ts';
import { results } from '../src/results/index.ts';
import { Plexica } from './plexica.ts';
import { expectPublished, expectPublishedError } from './schemas.ts';

interface Snapshot {
  command: string;
  arguments: { name: string; required: boolean }[];
  flags: { name: string }[];
}

const commands = JSON.parse(
  await readFile(new URL('../command-snapshot.json', import.meta.url), 'utf8'),
) as Snapshot[];

/** Commands that change something, here or on a server. */
const CHANGING = [
  'activate',
  'build',
  'clients create',
  'clients delete',
  'clients rotate',
  'config set',
  'context remove',
  'context use',
  'create',
  'db',
  'deactivate',
  'dev',
  'install',
  'login',
  'logout',
  'members invite',
  'members remove',
  'members set-role',
  'operations cancel',
  'pack',
  'plugins distrust',
  'plugins trust',
  'publish',
  'roles create',
  'roles delete',
  'roles update',
  'tenants create',
  'tenants delete',
  'tokens create',
  'tokens revoke',
  'tokens rotate',
  'uninstall',
  'up',
  'update',
  'workspaces create',
  'workspaces delete',
  'workspaces members add',
  'workspaces members remove',
  'workspaces members set-role',
  'workspaces rename',
  'workspaces teams add',
  'workspaces teams create',
  'workspaces teams delete',
  'workspaces teams remove',
  'workspaces teams rename',
];

describe('the conventions of all commands', () => {
  let plexica: Plexica;
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());

  it('are what the committed snapshot and schemas say (else run `npm run generate` in cli/)', async () => {
    for (const [name, text] of Object.entries(await generated())) {
      expect(await readFile(new URL(`../${name}`, import.meta.url), 'utf8'), name).to.equal(text);
    }
  });

  it('have a schema of their JSON', () => {
    expect(Object.keys(results).toSorted()).to.deep.equal(commands.map(({ command }) => command).toSorted());
  });

  for (const { command, flags } of commands) {
    const words = command.split(' ');

    describe(command, () => {
      it('has the global flags, and --dry-run if it changes something', () => {
        const names = flags.map(({ name }) => name);
        expect(names).to.include.members(['json', 'context', 'server', 'token', 'debug']);
        expect(names.includes('dry-run')).to.equal(CHANGING.includes(command));
      });

      it('has help that fits 80 columns, with a real example', async () => {
        const { code, stdout, stderr } = await plexica.run([...words, '--help'], { env: { COLUMNS: '80' } });
        expect(code).to.equal(0);
        expect(stderr).to.equal('');
        expect(stdout).to.contain(`$ plexica ${command}`).and.contain('EXAMPLES');
        expect(stdout).not.to.match(/<%|undefined|\[object/);
        const widest = Math.max(...stdout.split('\n').map((line) => line.length));
        expect(widest, stdout).to.be.at.most(80);
      });

      it('says in JSON on standard output alone that a flag does not exist', async () => {
        const { code, json, stderr } = await plexica.run([...words, '--jsn', '--json']);
        expect(code).to.equal(2);
        expect(stderr).to.equal('');
        expect(json.error.code).to.equal('bad_usage');
        expect(json.error.message).to.equal('Unknown flag --jsn (did you mean "--json"?).');
        expectPublishedError(json);
      });
    });
  }

  /** Everything a command needs so that it goes as far as calling the server. */
  const online: string[][] = [
    ['activate', 'crm', '--tenant', 'acme'],
    ['audit'],
    ['audit', '--verify'],
    ['clients', 'create', 'sync', '--permissions', '*', '--tenant', 'acme'],
    ['clients', 'delete', 'sync', '--tenant', 'acme'],
    ['clients', 'list', '--tenant', 'acme'],
    ['clients', 'rotate', 'sync', '--tenant', 'acme'],
    ['config', 'get', 'crm', '--tenant', 'acme'],
    ['config', 'set', 'crm', 'a=1', '--tenant', 'acme'],
    ['db', 'crm', '--tenant', 'acme', '--command', 'select 1'],
    ['deactivate', 'crm', '--tenant', 'acme'],
    ['info', 'crm'],
    ['install', 'crm', '--tenant', 'acme'],
    ['login', '--token', 'plx_x'],
    ['logs', 'crm', '--tenant', 'acme'],
    ['members', 'invite', 'grace@acme.test', '--role', 'guest', '--tenant', 'acme'],
    ['members', 'list', '--platform'],
    ['members', 'remove', 'grace@acme.test', '--tenant', 'acme', '--yes'],
    ['members', 'set-role', 'grace@acme.test', '--role', 'user', '--platform'],
    ['members', 'show', 'grace@acme.test', '--tenant', 'acme'],
    ['operations', 'cancel', '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10'],
    ['operations', 'list'],
    ['operations', 'show', '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10'],
    ['operations', 'wait', '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10'],
    ['permissions', 'explain', 'ada@acme.test', 'crm.read', '--tenant', 'acme'],
    ['plugins', '--tenant', 'acme'],
    ['roles', 'create', 'support', '--permissions', '*', '--tenant', 'acme'],
    ['roles', 'delete', 'support', '--tenant', 'acme'],
    ['roles', 'list', '--tenant', 'acme'],
    ['roles', 'show', 'support', '--tenant', 'acme'],
    ['roles', 'update', 'support', '--name', 'Support', '--tenant', 'acme'],
    ['search', 'crm'],
    ['status'],
    ['tenants', 'create', 'acme'],
    ['tenants', 'delete', 'acme', '--yes'],
    ['tenants', 'list'],
    ['tenants', 'show', 'acme'],
    ['tokens', 'create', '--name', 'ci', '--scope', 'publish'],
    ['tokens', 'list'],
    ['tokens', 'revoke', 'ci'],
    ['tokens', 'rotate', 'ci'],
    ['tokens', 'show', '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10'],
    ['uninstall', 'crm', '--tenant', 'acme', '--yes'],
    ['update', 'crm', '--tenant', 'acme'],
    ['whoami', '--token', 'plx_x'],
  ];
  for (const args of online) {
    it(`${args.join(' ')}: says that no server answers, exit 7`, async () => {
      const { code, json, stderr } = await plexica.run([...args, '--server', 'http://127.0.0.1:2', '--json']);
      expect(code).to.equal(7);
      expect(stderr).to.equal('');
      expect(json.error).to.include({ code: 'server_unreachable', status: 503 });
    });
  }

  const missing: [args: string[], flags: string[]][] = [
    [['activate', 'crm'], ['--tenant']],
    [['plugins'], ['--tenant']],
    [['create'], ['<name>']],
    [
      ['members', 'invite', 'grace@acme.test'],
      ['--tenant', '--role'],
    ],
    [
      ['members', 'remove', 'grace@acme.test'],
      ['--tenant', '--yes'],
    ],
    [
      ['roles', 'create', 'support'],
      ['--tenant', '--permissions'],
    ],
    [['login'], ['--tenant', '--token']],
    [
      ['tokens', 'create'],
      ['--name', '--scope'],
    ],
    [['tenants', 'delete', 'acme'], ['--yes']],
    [['uninstall', 'crm', '--tenant', 'acme'], ['--yes']],
    [['update', 'crm', '--tenant', 'acme', '--reset'], ['--yes']],
  ];
  for (const [args, flags] of missing) {
    it(`${args.join(' ')}: asks nobody without a terminal and names ${flags.join(' and ')}`, async () => {
      const answer = await plexica.run(args);
      expect(answer.code).to.equal(2);
      expect(answer.stdout).to.equal('');
      expect(answer.stderr).to.contain('plexica explain missing_flags');
      for (const flag of flags) {
        expect(answer.stderr).to.contain(flag);
      }
    });
  }

  it('shows no stack without --debug, and one with it', async () => {
    const quiet = await plexica.run(['status', '--server', 'http://127.0.0.1:2']);
    expect(quiet.stderr)
      .to.contain('Error: http://127.0.0.1:2 cannot be reached: no program is listening there')
      .and.not.match(/^ +at /m);
    const loud = await plexica.run(['status', '--server', 'http://127.0.0.1:2', '--debug']);
    expect(loud.stderr).to.match(/^ +at /m);
  });

  it('has no colours without a terminal', async () => {
    const { stdout } = await plexica.run(['explain']);
    expect(stripVTControlCharacters(stdout)).to.equal(stdout);
  });

  it('suggests the command that was meant', async () => {
    const { code, json } = await plexica.run(['tenants', 'lst', '--json']);
    expect(code).to.equal(2);
    expect(json.error.message).to.contain('did you mean "tenants list"');
  });

  for (const args of [['list'], ['list', '--help'], ['help', 'list']]) {
    it(`says of \`${args.join(' ')}\` that there is no such command`, async () => {
      const { code, stdout, stderr } = await plexica.run(args);
      expect(code).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/^Error: Unknown command "list" \(did you mean "clients list" or/);
    });
  }

  const helped: [args: string[], same: string[]][] = [
    [['-h'], ['--help']],
    [['help'], ['--help']],
    [
      ['help', 'create'],
      ['create', '--help'],
    ],
    [
      ['create', '-h'],
      ['create', '--help'],
    ],
    [
      ['--help', 'create'],
      ['create', '--help'],
    ],
    [
      ['config', '-h'],
      ['config', '--help'],
    ],
    [
      ['help', 'config', 'set'],
      ['config', 'set', '--help'],
    ],
  ];
  for (const [args, same] of helped) {
    it(`shows with \`${args.join(' ')}\` what \`${same.join(' ')}\` shows`, async () => {
      const [one, other] = await Promise.all([plexica.run(args), plexica.run(same)]);
      expect(one).to.include({ code: 0, stderr: '' });
      expect(one.stdout).to.equal(other.stdout).and.contain('USAGE');
    });
  }

  it('says of `help nope` that there is no such command', async () => {
    const { code, stderr } = await plexica.run(['help', 'nope']);
    expect(code).to.equal(2);
    expect(stderr).to.contain('Unknown command "nope"');
  });

  const unparsed: [args: string[], message: RegExp][] = [
    [['up', '--port', 'abc'], /^--port: expected an integer but received: abc\.$/],
    [['up', '--port', '99999'], /^--port: .*65535.*99999\.$/],
    [['search', '--limit', '5000'], /^--limit: .*100.*5000\.$/],
  ];
  for (const [args, message] of unparsed) {
    it(`names the flag in \`${args.join(' ')}\``, async () => {
      const { code, json } = await plexica.run([...args, '--json']);
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('bad_usage');
      expect(json.error.message).to.match(message);
    });
  }

  it('shows --server and --token only where a server is called', async () => {
    for (const command of ['build', 'context use', 'create', 'dev', 'explain', 'pack', 'up', 'validate']) {
      const { stdout } = await plexica.run([...command.split(' '), '--help']);
      expect(stdout, command)
        .to.contain('--json')
        .and.not.match(/--context|--server|--token/);
    }
    expect((await plexica.run(['install', '--help'])).stdout)
      .to.contain('--server')
      .and.contain('--token');
  });

  it('shows a description from its beginning, and which arguments may be repeated', async () => {
    expect((await plexica.run(['build', '--help'])).stdout).to.contain('Checks the manifest');
    const { stdout } = await plexica.run(['config', 'set', '--help']);
    expect(stdout).to.contain('KEY=VALUE...').and.not.contain('PLUGIN...');
  });

  it('reads the server from PLEXICA_SERVER and refuses what is no URL', async () => {
    const elsewhere = await plexica.run(['status', '--json'], {
      env: { PLEXICA_SERVER: 'http://127.0.0.1:2' },
    });
    expect(elsewhere.json.error.message).to.contain('http://127.0.0.1:2');
    const wrong = await plexica.run(['status', '--json', '--server', 'localhost']);
    expect(wrong.code).to.equal(2);
    expect(wrong.json.error.code).to.equal('bad_usage');
  });

  it('lists the commands by who needs them', async () => {
    const { code, stdout } = await plexica.run(['--help']);
    expect(code).to.equal(0);
    expect(stdout).not.to.match(/<%|undefined/);
    for (const { command } of commands) {
      expect(stdout).to.match(new RegExp(`^  ${command.split(' ')[0]} `, 'm'));
    }
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).to.be.at.most(80);
  });

  it('answers --version at once', async () => {
    const { stdout } = await plexica.run(['--version']);
    expect(stdout).to.match(/^@plexica\/cli\/0\.1\.0 \S+ node-v\d+/);
  });
});

describe('explain', () => {
  let plexica: Plexica;
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());

  it('has a page for every code, offline', async () => {
    const { json } = await plexica.run(['explain', '--json']);
    expectPublished('explain', json);
    expect(json.codes.map(({ code }: { code: string }) => code)).to.deep.equal(Object.keys(errors));
  });

  it('shows one page', async () => {
    const { code, stdout } = await plexica.run(['explain', 'migration_changed']);
    expect(code).to.equal(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.contain(errors.migration_changed.fix);
    const { json } = await plexica.run(['explain', 'migration_changed', '--json']);
    expectPublished('explain', json);
    expect(json).to.deep.equal({ code: 'migration_changed', ...errors.migration_changed });
  });

  it('suggests the code that was meant', async () => {
    const { code, json } = await plexica.run(['explain', 'migration_chaged', '--json']);
    expect(code).to.equal(2);
    expect(json.error.message).to.contain('did you mean "migration_changed"');
  });
});
