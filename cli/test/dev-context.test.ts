import { join } from 'node:path';
import { expect } from 'chai';
import { rememberContext } from '../src/services/context/contexts.ts';
import { DevSession, type DevLine } from './dev-session.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';

const LIVE = 'http://127.0.0.1:2';

describe('dev in two projects', () => {
  let plexica: Plexica;
  let one: string;
  let other: string;
  let sessions: DevSession[] = [];
  let ready: DevLine[];
  before(async () => {
    plexica = await Plexica.create();
    await rememberContext(join(plexica.folder, 'home/config'), 'live', { server: LIVE, token: 'plx_live' });
    one = await plexica.project('demo');
    other = await plexica.copy(one, 'copy');
    sessions = [one, other].map((folder) => new DevSession(plexica, folder));
    ready = await Promise.all(sessions.map((session) => session.next('ready')));
  });
  after(async () => {
    await Promise.all(sessions.map((session) => session.stop()));
    await plexica.remove();
  });

  const run = async (cwd: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
    (await plexica.run([...args, '--json'], { cwd, env })).json;

  it('have a context each, and leave the one in use alone', async () => {
    expect(ready.map(({ context }) => context)).to.have.members(['dev-demo', 'dev-demo-2']);
    const list = await run(one, ['context', 'list']);
    expectPublished('context list', list);
    expect(list.contexts).to.have.length(3);
    expect(list.contexts[0]).to.include({ name: 'live', current: true });
    for (const [index, project] of [one, other].entries()) {
      const { context: name, server } = ready[index] as DevLine;
      const found = list.contexts.find((each: { name: string }) => each.name === name);
      expect(found).to.deep.equal({
        name,
        server,
        current: false,
        loggedIn: true,
        kind: 'token',
        project,
      });
    }
  });

  it('are what commands in their folders talk to, without tenant, server or token', async () => {
    for (const [index, project] of [one, other].entries()) {
      const { context, server } = ready[index] as DevLine;
      expect(await run(join(project, 'src'), ['whoami'])).to.include({ context, server });
      const insert = `insert into notes (text, author) values ('in ${context}', 'me')`;
      await run(project, ['db', '--command', insert]);
      const { rows } = await run(project, ['db', '--command', 'select text from notes']);
      expect(rows).to.deep.equal([[`in ${context}`]]);
      expect((await run(project, ['config', 'get', 'demo'])).values).to.deep.equal({ maximumLength: 280 });
      expect(await run(project, ['logs'])).to.have.property('lines');
      const { stderr } = await plexica.run(['plugins'], { cwd: project });
      expect(stderr).to.contain(`Using ${server}`).and.contain(context);
    }
  });

  it('give way to a flag and a variable, and are not there elsewhere', async () => {
    const [first, second] = ready as [DevLine, DevLine];
    const named = await run(one, ['whoami', '--context', second['context']]);
    expect(named).to.include({ server: second['server'] });
    const env = { PLEXICA_SERVER: second['server'] };
    expect(await run(one, ['whoami'], env)).to.include({ context: second['context'] });
    for (const place of [plexica.folder, join(plexica.folder, 'home')]) {
      expect((await run(place, ['whoami'])).error.message).to.contain(LIVE);
    }
    const away = await run(plexica.folder, ['db', '--context', first['context'], '-c', 'select 1']);
    expect(away.rows).to.deep.equal([['1']]);
  });

  it('are not what a plugin is published to', async () => {
    expect((await run(one, ['publish'])).error.message).to.contain(LIVE);
  });

  it('are used no longer once they have stopped, and come back under the same name with the same token', async () => {
    const [first] = ready as [DevLine];
    await sessions.shift()?.stop();
    expect((await run(one, ['whoami'])).error.message).to.contain(LIVE);
    const again = new DevSession(plexica, one);
    sessions.push(again);
    const { context, token, server } = await again.next('ready');
    expect({ context, token }).to.deep.equal({ context: first['context'], token: first['token'] });
    expect(await run(one, ['whoami'])).to.include({ context, server });
    await again.stop('SIGKILL');
    expect((await run(one, ['whoami'])).error.message).to.contain(LIVE);
  });
});
