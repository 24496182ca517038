import { expect } from 'chai';
import { Plexica } from './plexica.ts';

describe('what is missing', () => {
  let plexica: Plexica;
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());

  const commands: [typed: string, missing: string[]][] = [
    ['tokens create', ['--name', '--scope']],
    ['tokens create --scope publish', ['--name']],
    ['create', ['<name>']],
    ['install', ['<plugin>', '--tenant']],
    ['install --tenant acme', ['<plugin>']],
    ['install crm', ['--tenant']],
    ['uninstall', ['<plugin>', '--tenant']],
    ['logs', ['<plugin>', '--tenant']],
    ['config set', ['<plugin>', '--tenant']],
    ['config set crm', ['<key=value>', '--config-file', '--tenant']],
    ['config set crm --tenant acme', ['<key=value>', '--config-file']],
    ['db', ['<plugin>', '--tenant']],
    ['tenants create', ['<slug>']],
  ];
  for (const [typed, missing] of commands) {
    it(`is named in one error: ${typed}`, async () => {
      // No server answers there, and none is needed to know.
      const args = [...typed.split(' '), '--server', 'http://127.0.0.1:2', '--token', 'plx_x', '--json'];
      const { code, json } = await plexica.run(args);
      expect(code).to.equal(2);
      expect(json.error.message).to.match(/^Missing: /);
      expect(json.error.message.match(/<[^>]+>|--[a-z-]+/g)).to.deep.equal(missing);
    });
  }
});
