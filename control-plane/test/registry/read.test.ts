import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { packageOf, type PackageOptions } from './packages.ts';

describe('reading the registry', () => {
  let server: TestServer;

  const plugins: PackageOptions[] = [
    {
      id: 'crm',
      displayName: 'CRM',
      description: 'Contacts and deals',
      category: 'crm',
      keywords: ['Sales'],
    },
    { id: 'invoices', displayName: 'Bills', description: 'Invoices for deals', category: 'finance' },
    { id: 'analytics', displayName: 'analytics', description: 'Charts of sales', category: 'analytics' },
    {
      id: 'crm-import',
      displayName: 'Moving van',
      description: 'Brings data from elsewhere',
      category: 'crm',
    },
  ];
  const crm: PackageOptions[] = [
    {
      id: 'crm',
      version: '1.2.0',
      displayName: 'CRM',
      description: 'Contacts and deals',
      category: 'crm',
      keywords: ['Sales'],
      permissions: { 'contacts.read': 'See contacts' },
      access: { network: ['api.example.com'] },
      dependencies: { invoices: '^1.0.0' },
      config: { type: 'object', properties: { currency: { type: 'string' } } },
      files: { 'CHANGELOG.md': '# 1.2.0\n' },
    },
    { id: 'crm', version: '1.10.0-rc.1' },
    { id: 'crm', version: '1.1.0' },
  ];

  before(async () => {
    server = await startServer();
    for (const options of [...plugins, ...crm]) {
      const { id, version = '1.0.0' } = options;
      const tag = version.includes('-') ? '?tag=next' : version === '1.1.0' ? '?tag=old' : '';
      const body = await packageOf(options);
      const answer = await server.request('PUT', `/v1/plugins/${id}/versions/${version}${tag}`, { body });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    }
  });
  after(() => server.stop());

  const get = (path: string, headers: Record<string, string> = {}) =>
    server.request('GET', path, { token: null, headers });

  describe('search', () => {
    const cases: { query: string; finds: string[] }[] = [
      { query: '', finds: ['analytics', 'crm', 'crm-import', 'invoices'] },
      { query: 'q=', finds: ['analytics', 'crm', 'crm-import', 'invoices'] },
      { query: 'q=crm', finds: ['crm', 'crm-import'] },
      { query: 'q=CONTACT', finds: ['crm'] },
      { query: 'q=deals', finds: ['crm', 'invoices'] },
      { query: 'q=sales', finds: ['crm', 'analytics'] },
      { query: 'q=deals%20contacts', finds: ['crm'] },
      { query: 'q=sal%20cha', finds: ['analytics'] },
      { query: 'q=nothing', finds: [] },
      { query: `q=${encodeURIComponent("crm & !sales | ':* (")}`, finds: ['crm'] },
      { query: `q=${encodeURIComponent("'; DROP TABLE x --")}`, finds: [] },
      { query: 'q=%00', finds: [] },
      { query: 'q=!!!', finds: [] },
      { query: 'category=crm', finds: ['crm', 'crm-import'] },
      { query: 'category=crm&q=deals', finds: ['crm'] },
      { query: 'sort=name', finds: ['analytics', 'invoices', 'crm', 'crm-import'] },
      { query: 'sort=updated', finds: ['crm', 'crm-import', 'analytics', 'invoices'] },
    ];
    for (const { query, finds } of cases) {
      it(`finds ${finds.join(', ') || 'nothing'} with ${query || 'nothing asked'}`, async () => {
        const { status, body } = await get(`/v1/plugins?${query}`);
        expect(status).to.equal(200);
        expect(body.items.map(({ id }: { id: string }) => id)).to.deep.equal(finds);
        expect(body).not.to.have.property('nextCursor');
      });
    }

    for (const sort of ['relevance', 'name', 'updated']) {
      it(`pages in the order of ${sort} without losing or repeating any`, async () => {
        const whole = await get(`/v1/plugins?sort=${sort}`);
        const found: unknown[] = [];
        let cursor = '';
        for (let pages = 0; pages < 4; pages += 1) {
          const { body } = await get(`/v1/plugins?limit=1&sort=${sort}${cursor}`);
          found.push(...body.items);
          cursor = `&cursor=${body.nextCursor}`;
          expect(body.nextCursor === undefined).to.equal(pages === 3);
        }
        expect(found).to.deep.equal(whole.body.items);
      });
    }

    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const wrong = [
      { query: 'category=games', path: 'query.category' },
      { query: 'sort=size', path: 'query.sort' },
      { query: 'limit=0', path: 'query.limit' },
      { query: 'limit=101', path: 'query.limit' },
      { query: 'limit=many', path: 'query.limit' },
      { query: `q=${'a'.repeat(201)}`, path: 'query.q' },
      { query: 'cursor=x', path: 'query.cursor' },
      { query: `cursor=${cursor('crm')}`, path: 'query.cursor' },
      { query: `cursor=${cursor(['relevance', "0'", 'crm'])}`, path: 'query.cursor' },
      { query: `sort=name&cursor=${cursor(['relevance', 0, 'crm'])}`, path: 'query.cursor' },
      { query: `sort=name&cursor=${cursor(['name', '\0', 'crm'])}`, path: 'query.cursor' },
      { query: 'order=name', path: 'query.order' },
    ];
    for (const { query, path } of wrong) {
      it(`refuses ${query.slice(0, 60)} by its name`, async () => {
        const { status, body } = await get(`/v1/plugins?${query}`);
        expect(status).to.equal(422);
        expect(body.issues[0].path).to.equal(path);
      });
    }
  });

  it('shows a plugin as its latest version describes it', async () => {
    const { status, body } = await get('/v1/plugins/crm');
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      id: 'crm',
      displayName: 'CRM',
      category: 'crm',
      keywords: ['Sales'],
      latest: '1.2.0',
      version: '1.2.0',
      owner: 'admin',
      license: 'MIT',
      distTags: { latest: '1.2.0', next: '1.10.0-rc.1', old: '1.1.0' },
      versions: ['1.10.0-rc.1', '1.2.0', '1.1.0', '1.0.0'],
      permissions: { 'contacts.read': 'See contacts' },
      access: { network: ['api.example.com'] },
      dependencies: { invoices: '^1.0.0' },
      routes: [{ method: 'GET', path: '/contacts', handler: 'list', access: 'authenticated' }],
      readme: '# CRM\n',
    });
    expect(body.config.properties).to.have.property('currency');
  });

  it('lists versions, the highest first, in pages', async () => {
    const { body } = await get('/v1/plugins/crm/versions');
    expect(
      body.items.map(({ version, tags }: { version: string; tags: string[] }) => [version, tags]),
    ).to.deep.equal([
      ['1.10.0-rc.1', ['next']],
      ['1.2.0', ['latest']],
      ['1.1.0', ['old']],
      ['1.0.0', []],
    ]);
    const first = await get('/v1/plugins/crm/versions?limit=3');
    const second = await get(`/v1/plugins/crm/versions?limit=3&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items]).to.deep.equal(body.items);
    expect(second.body).not.to.have.property('nextCursor');
    expect((await get('/v1/plugins/crm/versions?cursor=eA')).body.issues[0].path).to.equal('query.cursor');
  });

  it('shows a version by number or tag, with its changelog', async () => {
    const { body } = await get('/v1/plugins/crm/versions/1.2.0');
    expect(body).to.include({ version: '1.2.0', changelog: '# 1.2.0\n', publishedBy: 'admin' });
    expect((await get('/v1/plugins/crm/versions/latest')).body).to.deep.equal(body);
    expect((await get('/v1/plugins/crm/versions/next')).body.version).to.equal('1.10.0-rc.1');
  });

  describe('resolve', () => {
    const cases = [
      { range: '', version: '1.2.0' },
      { range: 'latest', version: '1.2.0' },
      { range: '*', version: '1.2.0' },
      { range: '^1.0.0', version: '1.2.0' },
      { range: '~1.1', version: '1.1.0' },
      { range: '1.0.0', version: '1.0.0' },
      { range: '<1.2', version: '1.1.0' },
      { range: 'next', version: '1.10.0-rc.1' },
      { range: '>=1.10.0-rc.0', version: '1.10.0-rc.1' },
    ];
    for (const { range, version } of cases) {
      it(`takes ${range || 'nothing'} for ${version}`, async () => {
        const { body } = await get(`/v1/plugins/crm/resolve?range=${encodeURIComponent(range)}`);
        const shown = await get(`/v1/plugins/crm/versions/${version}`);
        const { plugin, integrity, tarball } = shown.body;
        expect(body).to.deep.equal({ plugin, version, integrity, tarball });
      });
    }
    for (const range of ['^2.0.0', '1.0.1', 'canary', 'not a range', '\0']) {
      it(`answers ${JSON.stringify(range)} with version_not_found and what there is`, async () => {
        const { status, body } = await get(`/v1/plugins/crm/resolve?range=${encodeURIComponent(range)}`);
        expect(status).to.equal(404);
        expect(body.code).to.equal('version_not_found');
        expect(body.detail).to.contain('1.10.0-rc.1, 1.2.0');
      });
    }
  });

  for (const id of ['nothing', 'NOTHING', 'core', '%00', 'a'.repeat(300), '..%2fx', '%F0%9F%98%80']) {
    it(`answers plugin ${id.slice(0, 20)} with plugin_not_found everywhere`, async () => {
      for (const rest of ['', '/versions', '/versions/latest', '/resolve?range=1']) {
        const { status, body } = await get(`/v1/plugins/${id}${rest}`);
        expect([status, body.code]).to.deep.equal([404, 'plugin_not_found']);
      }
    });
  }
  for (const version of ['9.9.9', 'canary', '%00', '1.x', '..%2f']) {
    it(`answers version ${version} with version_not_found`, async () => {
      const { status, body } = await get(`/v1/plugins/crm/versions/${version}`);
      expect([status, body.code]).to.deep.equal([404, 'version_not_found']);
    });
  }

  for (const path of ['', '/crm', '/crm/versions', '/crm/versions/1.2.0', '/crm/resolve']) {
    it(`answers /v1/plugins${path} with 304 to whoever has it already`, async () => {
      const { headers } = await get(`/v1/plugins${path}`);
      expect(headers.get('Cache-Control')).to.equal('no-cache');
      const again = await get(`/v1/plugins${path}`, { 'If-None-Match': headers.get('ETag') as string });
      expect(again.status).to.equal(304);
      expect(again.body).to.equal('');
      expect((await get(`/v1/plugins${path}`, { 'If-None-Match': '"other"' })).status).to.equal(200);
    });
  }

  describe('a plugin without a latest version', () => {
    it('is shown and resolved by its highest one', async () => {
      const body = await packageOf({ id: 'early', version: '0.1.0-alpha.1', description: 'Soon' });
      await server.request('PUT', '/v1/plugins/early/versions/0.1.0-alpha.1?tag=alpha', { body });
      const shown = await get('/v1/plugins/early');
      expect(shown.body).to.include({ description: 'Soon', version: '0.1.0-alpha.1' });
      expect(shown.body).not.to.have.property('latest');
      expect((await get('/v1/plugins/early/resolve')).body.version).to.equal('0.1.0-alpha.1');
    });
  });
});
