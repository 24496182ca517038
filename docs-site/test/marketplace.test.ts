import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { faults } from './faults.ts';
import { publish } from './packages.ts';
import { requireBrowser, signalRegistry, site, startRegistry, stopRegistry } from './site.ts';

/** Everything a README could try; each attempt would set `window.hacked` or load something. */
const HOSTILE = `# Harmless

<script>window.hacked = 1</script>
<img src="x" onerror="window.hacked = 2"> <svg onload="window.hacked = 3"></svg>
<iframe srcdoc="<script>parent.hacked = 4</script>"></iframe>
<style>body { display: none }</style>
<form action="https://evil.invalid"><button id="market-status" onclick="window.hacked = 5">press</button></form>

<a href="javascript:window.hacked = 6" id="attributes" onmouseover="window.hacked = 7">html link</a>
[markdown link](javascript:window.hacked=8) [data link](data:text/html,<script>window.hacked=9</script>)
![picture](https://evil.invalid/pixel.png "title") ![x\`"onerror="window.hacked=10](y)
[relative link](/marketplace/) [other scheme](//evil.invalid/) [file](file:///etc/passwd) [fine](https://example.com/fine)

<h1 id="title" onclick="window.hacked = 12" align="center">Big</h1>
<details open name="x" class="market-card" ontoggle="window.hacked = 13"><summary onclick="window.hacked = 14">More</summary>

[within](javascript:window.hacked=15)

<script>window.hacked = 16</script></details>
<details/open/ontoggle=window.hacked=17>

## Still here

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hacked=11&gt;">
`;

describe('the marketplace', () => {
  let context: BrowserContext;
  let page: Page;
  let requests: string[];

  before(async function () {
    context = await requireBrowser(this).newContext({
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
  });

  after(() => context?.close());

  beforeEach(async () => {
    page = await context.newPage();
    requests = [];
    page.on('request', (request) => requests.push(request.url()));
  });

  afterEach(() => page?.close());

  async function open(path: string): Promise<void> {
    await page.goto(`${site.url}/marketplace/${path}`);
    await page.locator('.market[aria-busy="false"]').waitFor();
  }

  const titles = () => page.locator('.market-card h2').allTextContents();
  const shows = (text: string) => page.getByText(text, { exact: false }).first().waitFor();

  it('says what to do while nothing is published', async () => {
    await open('');
    await shows('No plugin has been published yet');
    expect(
      await page.locator('.market-notice').getByRole('link', { name: 'quick start' }).getAttribute('href'),
    ).to.equal('/quick-start/');
  });

  it('lists what is published', async () => {
    await publish({
      id: 'billing-box',
      displayName: 'Billing',
      description: 'Sends invoices',
      category: 'billing',
    });
    await publish({
      id: 'zebra',
      displayName: 'Zebra',
      description: 'Counts stripes',
      category: 'analytics',
    });
    await publish({ id: 'early', displayName: 'Early', version: '0.1.0-beta.1' }, { tag: 'beta' });
    await open('?sort=name');
    expect(await titles()).to.deep.equal(['Billing', 'Early', 'Zebra']);
    expect(await page.locator('#market-status').textContent()).to.equal('3 plugins');
    await shows('no release yet');
  });

  it('searches as one types and keeps the search in the address', async () => {
    await open('');
    await page.getByLabel('Search', { exact: true }).last().fill('invoi');
    await page.waitForFunction(() => document.querySelectorAll('.market-card').length === 1);
    expect(await titles()).to.deep.equal(['Billing']);
    expect(new URL(page.url()).search).to.equal('?q=invoi');
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.market-card').length === 1);
  });

  it('keeps to a category', async () => {
    await open('');
    await page.getByLabel('Category').selectOption('analytics');
    await page.waitForFunction(() => document.querySelectorAll('.market-card').length === 1);
    expect(await titles()).to.deep.equal(['Zebra']);
  });

  it('says when nothing matches', async () => {
    await open('?q=unheard-of');
    await shows('No plugin matches');
  });

  it('asks no registry that a link names', async () => {
    await open('?registry=http://evil.invalid&q=zebra');
    expect(requests.filter((url) => new URL(url).hostname !== '127.0.0.1')).to.deep.equal([]);
    expect(await titles()).to.deep.equal(['Zebra']);
  });

  it('shows all of a plugin', async () => {
    await publish(
      {
        id: 'orders',
        displayName: 'Orders',
        description: 'Keeps orders',
        category: 'crm',
        author: { name: 'Ann' },
        repository: 'github:acme/orders',
        permissions: { 'orders.read': 'See orders' },
        roles: { clerk: ['orders.*'] },
        access: { network: ['api.example.com'], members: 'read', codeGeneration: true },
        allowedSecrets: { '0f3c9a61d2b45e78': "The example of the API's manual" },
        dependencies: { zebra: '^1.0.0' },
        config: {
          type: 'object',
          required: ['apiKey'],
          properties: {
            apiKey: { type: 'string', writeOnly: true, description: 'Key of the shop' },
            limit: { type: 'integer', default: 20 },
          },
        },
        backend: {
          entry: 'dist/backend/index.js',
          routes: [
            { method: 'GET', path: '/orders/:id', handler: 'show', access: { permission: 'orders.read' } },
            { method: 'POST', path: '/hook', handler: 'hook', access: 'public' },
          ],
          lifecycle: [],
        },
      },
      {
        readme: `# Orders\n\nAll about **orders**.\n\n<details><summary>Questions</summary>\n\nNone **yet**.\n\n</details>\n\n## Setup\n\n### Detail\n\n\`\`\`\n${'wide '.repeat(60)}\n\`\`\`\n\n| a | b |\n|---|---|\n| ${'wide'.repeat(60)} | 2 |\n`,
      },
    );
    await open('');
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    await page.locator('.market[aria-busy="false"]').waitFor();
    const text = (await page.locator('#market-plugin').innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [
      'Keeps orders',
      'plexica install orders --tenant my-tenant --config apiKey=- < apiKey.txt',
      'On a terminal, plexica install orders --tenant my-tenant asks for each required value',
      'latest 1.0.0',
      'MIT',
      'Ann',
      'https://github.com/acme/orders',
      'orders.orders.read See orders',
      'clerk orders.orders.*',
      'Calls api.example.com over https',
      'Reads names and addresses',
      'Creates code from text at run time (eval, new Function)',
      "Answers POST /hook without a token Contains a text that looks like a credential (0f3c9a61d2b45e78). The author's reason: “The example of the API's manual” What access means",
      'apiKey string, required, secret Key of the shop',
      'limit integer 20',
      'needs zebra ^1.0.0',
      'GET /orders/:id orders.orders.read',
      'POST /hook anyone',
      'All about orders.',
    ]) {
      expect(text).to.include(part);
    }
    const sizeOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
    const sizes = await Promise.all(
      ['h1', '#market-plugin > h2', '.market-readme h3', '.market-readme h4', '.market-readme h5'].map(
        sizeOf,
      ),
    );
    expect(sizes, 'sizes of headings').to.deep.equal(sizes.toSorted((a, b) => b - a));
    expect(new Set(sizes).size, sizes.join()).to.equal(sizes.length);
    const answer = page.getByText('None yet.');
    expect(await answer.isVisible()).to.equal(false);
    await page.getByText('Questions').click();
    await answer.waitFor();
    expect(await page.title()).to.equal('Orders | Plexica');
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).to.equal('plexica install orders --tenant my-tenant --config apiKey=- < apiKey.txt');
    expect(await page.evaluate(faults)).to.deep.equal([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(faults)).to.deep.equal([]);
  });

  it('names the version to install where there is no release', async () => {
    await open('plugin/?id=early');
    await shows('plexica install early@0.1.0-beta.1 --tenant');
  });

  it('treats everything of a plugin as hostile', async () => {
    await publish(
      {
        id: 'hostile',
        displayName: '<img src=x onerror="window.hacked=20">',
        description: '<script>window.hacked = 21</script>',
        author: '<b>Bold</b>',
        repository: 'javascript:window.hacked=22',
        keywords: ['<i>'],
      },
      { readme: HOSTILE },
    );
    await open('?q=hostile');
    await page.locator('.market-card a').click();
    await page.locator('.market-readme').waitFor();
    await page.getByText('Still here').waitFor();
    for (const link of await page.locator('.market-readme a').all()) await link.hover();
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).to.equal(undefined);
    expect(requests.filter((url) => new URL(url).hostname !== '127.0.0.1')).to.deep.equal([]);
    const readme = page.locator('.market-readme');
    expect(
      await readme.locator('script, style, img, svg, math, iframe, form, button, [id], [class]').count(),
    ).to.equal(0);
    const hrefs = await page
      .locator('#market-plugin a[href]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(hrefs).to.deep.equal(['/reference/access/', 'https://example.com/fine']);
    expect(await readme.locator('a[href]').getAttribute('rel')).to.equal('nofollow noopener noreferrer ugc');
    expect(await readme.locator('h1, h2').count()).to.equal(0);
    expect(await readme.locator('h3').allTextContents()).to.deep.equal(['Harmless', 'Big']);
    const attributes = await readme
      .locator('details, summary, h3')
      .evaluateAll((found) => found.flatMap((one) => one.getAttributeNames()));
    expect(new Set(attributes)).to.deep.equal(new Set(['open', 'align']));
  });

  it('says when there is no such plugin, or none is named', async () => {
    await open('plugin/?id=unknown');
    await shows('This registry has no plugin unknown.');
    await page.goto(`${site.url}/marketplace/plugin/`);
    await shows('The address contains no plugin id.');
    expect(await page.locator('#market-status').innerText()).to.equal('');
    expect(await page.locator('#market-plugin').getAttribute('aria-busy')).to.equal('false');
    expect(
      requests.filter((url) => url.startsWith(site.registry) && url.endsWith('/plugins/')),
    ).to.deep.equal([]);
  });

  it('shows more on demand', async function () {
    this.timeout(120_000);
    for (let number = 1; number <= 24; number++)
      await publish({ id: `many-${number}`, displayName: `Many ${number}` });
    await open('?q=many&sort=name');
    expect(await titles()).to.have.length(24);
    await publish({ id: 'many-25', displayName: 'Many 25' });
    await open('?q=many&sort=name');
    expect(await titles()).to.have.length(24);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.market-card').length === 25);
    expect(new Set(await titles()).size).to.equal(25);
    expect(await page.getByRole('button', { name: 'Show more' }).isVisible()).to.equal(false);
  });

  it('says when the registry cannot be reached, and tries again', async () => {
    await stopRegistry();
    try {
      await page.goto(`${site.url}/marketplace/?sort=name`);
      await page.getByRole('alert').getByText('The registry cannot be reached').waitFor();
      await shows('plexica up');
      await shows(site.registry);
    } finally {
      await startRegistry(new URL(site.registry).port);
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.market-card').first().waitFor();
  });

  it('does not wait for ever for a registry that hangs', async () => {
    signalRegistry('SIGSTOP');
    try {
      await page.goto(`${site.url}/marketplace/?sort=name`);
      await page.getByRole('alert').getByText('The registry cannot be reached').waitFor();
    } finally {
      signalRegistry('SIGCONT');
    }
  });
});
