import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { errors } from '@plexica/sdk/errors';
import { Plexica } from './plexica.ts';
import { expectPublishedError } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

describe('what comes next', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  it('is the build after validate, which has not seen the code', async () => {
    const { code, stdout } = await plexica.run(['validate', '--folder', project]);
    expect(code).to.equal(0);
    expect(stdout).to.equal(
      '✓ demo 0.1.0: the manifest and 1 migration are valid.\n  `plexica build` checks types and routes.\n',
    );
  });

  it('is to correct the manifest, for those who have run validate', async () => {
    const path = join(project, 'plexica.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"productivity"', '"produktivity"'));
    const { code, stderr } = await plexica.run(['validate', '--folder', project]);
    expect(code).to.equal(2);
    expect(stderr.match(/plexica validate/g)).to.equal(null);
    expect(stderr).to.contain('Next: Correct');
  });

  it('is a command with all that it needs', () => {
    for (const [code, { fix }] of Object.entries(errors)) {
      const commands = fix.match(/`plexica logs[^`]*`/g) ?? [];
      for (const command of commands) expect(command, code).to.contain('<plugin> --tenant <tenant>');
    }
  });

  it('of a failed lifecycle may be about code that cannot be loaded', async () => {
    const { stdout } = await plexica.run(['explain', 'lifecycle_failed']);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.contain('could not be loaded');
  });
});

describe('what a server refuses', () => {
  let plexica: Plexica;
  let server: TestServer;
  let project: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    plexica = await Plexica.create();
    [server, project] = await Promise.all([startServer(), plexica.project('demo')]);
    env = { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN };
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  it('names flags and arguments, and not the fields of a request, where a value is wrong', async () => {
    const create = (...args: string[]) => [
      'tokens',
      'create',
      '--name',
      'ci',
      '--scope',
      'platform',
      ...args,
    ];
    const cases: [args: string[], path: string, issue: RegExp][] = [
      [create('--permissions', 'a b'), '--permissions', /dotted key/],
      [create('--permissions', 'tenants.read,tenants.raed'), '--permissions tenants.raed', /tenants\.read/],
      [create('--expires', '2001-01-01'), '--expires', /past/],
      [['tokens', 'create', '--name', 'ci', '--scope', 'galaxy'], '--scope', /must be platform/],
      [['tokens', 'create', '--name', '-', '--scope', 'platform'], '--name', /1 to 63/],
      [['tenants', 'create', 'A!'], '<slug>', /./],
      [['publish', '--folder', project, '--tag', '^1'], '--tag', /./],
    ];
    for (const [args, path, issue] of cases) {
      const { code, json } = await plexica.run([...args, '--json'], { env });
      expectPublishedError(json);
      expect(code, args.join(' ')).to.equal(2);
      expect(json.error.issues[0].path, args.join(' ')).to.equal(path);
      expect(json.error.issues[0].message).to.match(issue);
      expect(json.error.message).not.to.match(/body|query|token:/);
    }
  });
});
