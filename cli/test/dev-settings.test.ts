import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { freePort } from '../src/services/dev/free-port.ts';
import { Plexica } from './plexica.ts';

describe('dev, among the settings of an application', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  it('takes no notice of its database, but of PLEXICA_PORT', async () => {
    // Nothing answers there, so a server that used it could not start.
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/application', PLEXICA_BLOBS: 'file:/nowhere' };
    const port = await freePort(17_373);
    const child = plexica.spawn(['dev', '--json'], {
      cwd: project,
      env: { ...env, PLEXICA_PORT: String(port) },
    });
    const exit = new Promise((resolve) => child.once('close', resolve));
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes('"event":"ready"')) break;
    }
    expect(JSON.parse(lines.at(-1) ?? ''), lines.join('\n')).to.include({
      event: 'ready',
      server: `http://127.0.0.1:${port}`,
    });
    child.kill('SIGINT');
    expect(await exit).to.equal(130);
  });
});
