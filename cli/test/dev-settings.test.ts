import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

describe('dev, among the settings of an application', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  it('takes no notice of its database', async () => {
    // Nothing answers there, so a server that used it could not start.
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/application', PLEXICA_BLOBS: 'file:/nowhere' };
    const child = plexica.spawn(['dev', '--json', '--port', '0'], { cwd: project, env });
    const exit = new Promise((resolve) => child.once('close', resolve));
    const first = await new Promise<string>((resolve) =>
      createInterface({ input: child.stdout }).once('line', resolve),
    );
    expect(JSON.parse(first)).to.include({ event: 'reloaded' });
    child.kill('SIGINT');
    expect(await exit).to.equal(130);
  });
});
