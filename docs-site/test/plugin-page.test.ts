import { expect } from 'chai';
import { installCommand } from '../src/marketplace/install-command.ts';
import { repositoryUrl } from '../src/marketplace/repository.ts';

const repositories: [given: string, url: string | undefined][] = [
  ['github:acme/crm', 'https://github.com/acme/crm'],
  ['acme/crm', 'https://github.com/acme/crm'],
  ['gitlab:acme/tools/crm', 'https://gitlab.com/acme/tools/crm'],
  ['bitbucket:acme/crm.js', 'https://bitbucket.org/acme/crm.js'],
  ['git+ssh://git@github.com/acme/crm.git', 'https://github.com/acme/crm'],
  ['ssh://git@gitlab.com/acme/crm.git', 'https://gitlab.com/acme/crm'],
  ['git@github.com:acme/crm.git', 'https://github.com/acme/crm'],
  ['git://github.com/acme/crm.git#main', 'https://github.com/acme/crm'],
  ['git+https://example.com/crm.git', 'https://example.com/crm'],
  ['https://github.com/acme/crm/', 'https://github.com/acme/crm'],
  ['https://github.com@evil.invalid/crm', 'https://evil.invalid/crm'],
  ['https://github.com:x@evil.invalid/crm', 'https://evil.invalid/crm'],
  ['http://example.com/crm', undefined],
  ['javascript:alert(1)', undefined],
  ['javascript:a/b', undefined],
  ['data:text/html,a/b', undefined],
  ['github:../crm', undefined],
  ['github:acme/..', undefined],
  ['github:acme', undefined],
  ['git@evil.invalid:acme/crm', undefined],
  ['git+ssh://git@evil.invalid/acme/crm', undefined],
  ['file:///etc/passwd', undefined],
];

describe('the source of a plugin', () => {
  for (const [given, url] of repositories) {
    it(`${given}: ${url ?? 'no link'}`, () => {
      expect(repositoryUrl({ repository: given })).to.equal(url);
      expect(repositoryUrl({ repository: { type: 'git', url: given } })).to.equal(url);
    });
  }
});

const secret = { type: 'string', writeOnly: true };
const commands: [required: string[], properties: object, command: string][] = [
  [[], { apiKey: secret }, ''],
  [['region'], { region: { type: 'string' } }, ' --config region=…'],
  [['region'], { region: { type: 'string', default: 'eu' } }, ''],
  [['anything'], {}, ' --config anything=…'],
  [['region', 'apiKey'], { apiKey: secret, region: {} }, ' --config apiKey=- --config region=… < apiKey.txt'],
  [['a', 'b'], { a: secret, b: secret }, ' --config-file crm-config.json'],
  [['a; rm -rf ~'], {}, ' --config-file crm-config.json'],
  [['$(id)'], {}, ' --config-file crm-config.json'],
  [['-f'], {}, ' --config-file crm-config.json'],
  [['constructor'], {}, ' --config constructor=…'],
];

describe('the command that installs a plugin', () => {
  for (const [required, properties, command] of commands) {
    it(`has${command || ' nothing more'} where ${required.join(' and ') || 'nothing'} is required`, () => {
      const plugin = { id: 'crm', version: '1.0.0', config: { type: 'object', required, properties } };
      const base = 'plexica install crm --tenant my-tenant';
      expect(installCommand({ ...plugin, latest: '1.0.0' })).to.deep.equal({
        command: `${base}${command}`,
        ...(command !== '' && { asked: base }),
      });
    });
  }
});
