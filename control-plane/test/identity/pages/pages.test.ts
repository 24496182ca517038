import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { pageHeaders } from '../../../src/identity/pages/headers.ts';
import { STYLESHEET } from '../../../src/identity/pages/stylesheet.ts';
import { startBrowser } from '../../browser.ts';
import { everyPage, type Words } from './every-page.ts';

const harmless: Words = {
  tenant: 'Acme Industries',
  person: 'Ada Lovelace',
  email: 'ada@acme.test',
  client: 'Plexica CLI',
  error: 'That e-mail address or password is wrong.',
  text: 'Firefox on Linux',
};

/** The same text wherever a stranger's can stand. */
const everywhere = (word: string): Words => ({
  tenant: word,
  person: word,
  email: word,
  client: word,
  error: word,
  text: word,
});

const hostile: Record<string, string> = {
  'scripts and ends of attributes and titles': `<script>window.ran = true</script><img src=x onerror="window.ran = true">"'><svg onload="window.ran = true"></title></main></body><script>window.ran = true</script><!-- &lt;b&gt;`,
  'text from right to left, controls and lone surrogates':
    'עברית \u202emoc.live\u202c \u2067\u2067 a\u0000b\u0007c\ud800d\u2028e',
  'three hundred letters': 'w'.repeat(300),
};

const told = (violations: readonly { id: string; nodes: readonly { html: string }[] }[]) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);

describe('the pages of a realm', () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  /** What the server answers, by path. */
  let pages: Record<string, string> = {};
  let headers = pageHeaders();
  let requests: string[] = [];
  let posted: string[] = [];
  /** Where a posted form is sent on. */
  let next: string | undefined;

  before(async function () {
    browser = await startBrowser(this);
    server = createServer((request, response) => {
      requests.push(request.url as string);
      if (request.url === STYLESHEET.path) {
        response.writeHead(200, { 'Content-Type': STYLESHEET.type }).end(STYLESHEET.text);
      } else if (request.method === 'POST') {
        void text(request).then((body) => {
          posted.push(`${request.headers.origin} ${body}`);
          response.writeHead(next === undefined ? 204 : 303, next === undefined ? {} : { Location: next });
          response.end();
        });
      } else {
        const page = pages[(request.url as string).slice(1)];
        response.writeHead(page === undefined ? 404 : 200, headers).end(page ?? '');
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });
  beforeEach(() => {
    requests = [];
    posted = [];
    next = undefined;
    headers = pageHeaders();
  });

  /** Runs `look` on each page in a tab of its own context. */
  async function onEach(
    words: Words,
    options: BrowserContextOptions,
    look: (page: Page, name: string) => Promise<void>,
  ): Promise<void> {
    pages = everyPage(words);
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      for (const name of Object.keys(pages)) {
        await page.goto(`${url}/${name}`);
        await look(page, name);
      }
    } finally {
      await context.close();
    }
  }

  /** Names of all elements, in order: the same for every text that is only text. */
  const skeleton = (page: Page) =>
    page.evaluate<string>(
      "Array.from(document.querySelectorAll('*'), (element) => element.localName).join(' ')",
    );

  describe('with hostile texts', () => {
    const expected: Record<string, string> = {};
    before(() =>
      onEach(harmless, {}, async (page, name) => {
        expected[name] = await skeleton(page);
      }),
    );

    for (const [what, word] of Object.entries(hostile)) {
      it(`contain nothing else, run nothing and fit on a phone: ${what}`, async () => {
        // Escaping must suffice: here nothing else would stop a script.
        const options = { bypassCSP: true, viewport: { width: 360, height: 640 } };
        await onEach(everywhere(word), options, async (page, name) => {
          expect(await skeleton(page), name).to.equal(expected[name]);
          expect(await page.evaluate("'ran' in window"), name).to.equal(false);
          const tooWide = await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(tooWide, `${name}: pixels beyond the edge`).to.equal(0);
        });
        const loaded = new Set(requests.filter((path) => !(path.slice(1) in pages)));
        loaded.delete('/favicon.ico');
        expect([...loaded]).to.deep.equal([STYLESHEET.path]);
      });
    }
  });

  it('run no script, even if one got in', async () => {
    pages = { page: '<!doctype html><title>x</title><script>document.title = "ran"</script>' };
    const page = await browser.newPage();
    await page.goto(`${url}/page`);
    expect(await page.title()).to.equal('x');
    await page.close();
  });

  it('are accessible, as far as a program can tell', async function () {
    this.timeout(180_000);
    await onEach(harmless, {}, async (page, name) => {
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(told(violations), name).to.deep.equal([]);
    });
  });

  it('have readable colours in the dark', async function () {
    this.timeout(180_000);
    await onEach(harmless, { colorScheme: 'dark' }, async (page, name) => {
      const axe = new AxeBuilder({ page }).setLegacyMode().withRules(['color-contrast']);
      expect(told((await axe.analyze()).violations), name).to.deep.equal([]);
    });
  });

  it('name the tenant, and say an error beside each field that it is about', async () => {
    await onEach(harmless, {}, async (page, name) => {
      if (name !== 'error-without-realm') {
        expect(await page.title(), name).to.include('Acme Industries');
        expect(await page.locator('.brand').innerText(), name).to.include('Acme Industries');
      }
      for (const field of await page.locator('[aria-invalid]').all()) {
        const [id] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
        expect(await page.locator(`[id="${id}"][role="alert"]`).innerText(), name).to.equal(harmless.error);
      }
    });
  });

  it('are filled in and sent by keyboard, with our origin', async () => {
    pages = everyPage(harmless);
    const page = await browser.newPage();
    await page.goto(`${url}/login`);
    await page.keyboard.type('ada@acme.test');
    await page.keyboard.press('Tab');
    await page.keyboard.type('correct horse & battery');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.keyboard.press('Enter');
    await answered;
    expect(posted).to.deep.equal([
      `${url} csrf=Firefox+on+Linux&email=ada%40acme.test&password=correct+horse+%26+battery`,
    ]);
    await page.close();
  });

  it('say how each button of a choice was meant', async () => {
    pages = everyPage(harmless);
    const page = await browser.newPage();
    for (const [name, button] of [
      ['device-confirm', 'Log in'],
      ['device-confirm', 'Cancel'],
      ['consent', 'Allow'],
      ['consent', 'Cancel'],
      ['logout', 'Log out'],
      ['account', 'Sign out plexica login'],
    ] as const) {
      await page.goto(`${url}/${name}`);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: button, exact: true }).click();
      await answered;
    }
    expect(posted.map((body) => body.split('&').at(-1))).to.deep.equal([
      'confirm=yes',
      'abort=yes',
      'confirm=yes',
      'abort=yes',
      'logout=yes',
      'session=s2',
    ]);
    await page.close();
  });

  it('lead on to another origin after a form only where the headers name it', async () => {
    pages = everyPage(harmless);
    const application = url.replace('127.0.0.1', 'localhost');
    next = `${application}/logged-out`;
    const open = async () => {
      const page = await browser.newPage();
      await page.goto(`${url}/logout`);
      return page;
    };
    headers = pageHeaders([application]);
    const allowed = await open();
    await allowed.getByRole('button').click();
    await allowed.waitForURL(next);
    expect(await allowed.title()).to.include('You are logged out');
    await allowed.close();

    headers = pageHeaders();
    const page = await open();
    const refused = page.waitForEvent('console', (message) => message.text().includes('form-action'));
    await page.getByRole('button').click();
    await refused;
    expect(page.url()).to.equal(`${url}/logout`);
    await page.close();
  });
});
