import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type as typeAt, type Typed } from './terminal.ts';

describe('on a terminal', () => {
  let plexica: Plexica;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    skipWhereMissing(this, missingScript());
    plexica = await Plexica.create();
  });
  after(() => plexica?.remove());

  const type = (args: string[], answers: Typed[], env: NodeJS.ProcessEnv = {}) =>
    typeAt(plexica, args, answers, env);

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
