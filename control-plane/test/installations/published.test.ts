import { expect } from 'chai';
import type { BuiltManifest } from '@plexica/registry';
import { rememberPublished } from '../../src/installations/published.ts';

function manifestWith(paths: readonly string[], access: 'public' | 'authenticated'): BuiltManifest {
  const routes = paths.map((path) => ({ method: 'GET' as const, path, handler: 'get', access }));
  return { id: 'crm', backend: { entry: 'dist/backend/index.js', lifecycle: [], routes } } as never;
}

describe('published versions', () => {
  it('are read and made once, and again for other octets under the same name', async () => {
    const read: string[] = [];
    const published = rememberPublished(async ({ version, integrity }) => {
      read.push(`${version} ${integrity}`);
      return manifestWith([`/${integrity}/:id`], 'authenticated');
    });
    const key = { plugin: 'crm', version: '1.0.0', integrity: 'a' };
    const first = await published(key);
    expect(await published({ ...key })).to.equal(first);
    const other = await published({ ...key, integrity: 'b' });
    expect(read).to.deep.equal(['1.0.0 a', '1.0.0 b']);
    expect(first?.match('GET', '/a/7')?.params).to.deep.equal({ id: '7' });
    expect(other?.match('GET', '/a/7')).to.equal(undefined);
    expect(other?.methods('/b/7')).to.deep.equal(['GET']);
  });

  it('are forgotten when many have been asked for since', async () => {
    let read = 0;
    const published = rememberPublished(async () => {
      read += 1;
      return manifestWith(
        Array.from({ length: 500 }, (_, n) => `/a${n}`),
        'authenticated',
      );
    });
    for (let n = 0; n < 100; n += 1) await published({ plugin: 'crm', version: `1.0.${n}`, integrity: 'a' });
    await published({ plugin: 'crm', version: '1.0.0', integrity: 'a' });
    expect(read).to.equal(101);
  });

  it('say whether anybody may call them without a token', async () => {
    for (const access of ['public', 'authenticated'] as const) {
      const published = rememberPublished(async () => manifestWith(['/'], access));
      const found = await published({ plugin: 'crm', version: '1.0.0', integrity: 'a' });
      expect(found?.hasPublic).to.equal(access === 'public');
    }
  });
});
