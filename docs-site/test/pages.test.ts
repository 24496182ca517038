import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { faults } from './faults.ts';
import { builtPages, requireBrowser, site } from './site.ts';

interface Look {
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}

const LOOKS: Look[] = [
  { width: 1280, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
];

/** Relative luminance of a computed colour (WCAG 2.2). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

for (const look of LOOKS) {
  describe(`every page, ${look.width} px wide, ${look.colorScheme}`, () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: string[] = [];

    before(async function () {
      const { colorScheme, ...viewport } = look;
      context = await requireBrowser(this).newContext({ viewport, colorScheme });
      page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
    });

    after(() => context?.close());

    it('shows without errors and without faults', async () => {
      const found: string[] = [];
      const paths = (await builtPages()).map((path) =>
        path.endsWith('/plugin/') ? `${path}?id=none` : path,
      );
      for (const path of paths) {
        complaints = [];
        await page.goto(`${site.url}${path}`, { waitUntil: 'load' });
        if (path.startsWith('/marketplace/')) await page.locator('.market[aria-busy="false"]').waitFor();
        // The browser itself reports the answer 404 for a plugin that does not exist.
        const unexpected = complaints.filter((text) => !(path.includes('?id=none') && text.includes('404')));
        found.push(...[...(await page.evaluate(faults)), ...unexpected].map((fault) => `${path} ${fault}`));
      }
      expect(paths.length).to.be.greaterThan(40);
      expect(found.join('\n')).to.equal('');
    });

    it('follows the colours of the system, with enough contrast', async () => {
      await page.goto(`${site.url}/quick-start/`);
      const [text, ground] = await page.evaluate(() => {
        const paragraph = document.querySelector('main p') as Element;
        return [getComputedStyle(paragraph).color, getComputedStyle(document.body).backgroundColor];
      });
      const [a, b] = [luminance(text ?? ''), luminance(ground ?? '')];
      expect(a < b ? 'light' : 'dark').to.equal(look.colorScheme);
      expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)).to.be.greaterThan(7);
    });
  });
}

describe('the search', () => {
  it('finds pages by their words and asks nobody else', async function () {
    const page = await requireBrowser(this).newPage();
    try {
      const hosts = new Set<string>();
      page.on('request', (request) => hosts.add(new URL(request.url()).host));
      await page.goto(site.url);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('textbox', { name: 'Search' }).fill('bubblewrap');
      await page.getByRole('dialog').getByRole('link', { name: 'Security' }).first().waitFor();
      expect([...hosts]).to.deep.equal([new URL(site.url).host]);
    } finally {
      await page.close();
    }
  });
});
