import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtPages, site } from './site.ts';

/** The file that an address of the site leads to. */
function fileOf(path: string): string {
  return join(site.folder, decodeURIComponent(path.endsWith('/') ? `${path}index.html` : path));
}

function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) =>
    (value as string).replaceAll('&#38;', '&').replaceAll('&amp;', '&'),
  );
}

describe('links', () => {
  it('lead to pages and headings that exist', async () => {
    const anchors = new Map<string, Set<string>>();
    const texts = new Map<string, string>();
    for (const path of await builtPages()) {
      const html = await readFile(fileOf(path), 'utf8');
      texts.set(path, html);
      anchors.set(fileOf(path), new Set(attributes(html, 'id')));
    }
    const broken: string[] = [];
    let seen = 0;
    for (const [path, html] of texts) {
      for (const link of [...attributes(html, 'href'), ...attributes(html, 'src')]) {
        const url = new URL(link, `http://site.invalid${path}`);
        if (url.host !== 'site.invalid') continue;
        seen += 1;
        const file = fileOf(url.pathname);
        const anchor = decodeURIComponent(url.hash.slice(1));
        const known = anchors.get(file);
        if (!existsSync(file)) broken.push(`${path} → ${link}`);
        else if (anchor !== '' && known?.has(anchor) !== true)
          broken.push(`${path} → ${link} (no such heading)`);
      }
    }
    expect(seen).to.be.greaterThan(1000);
    expect(broken).to.deep.equal([]);
  });

  it('to other sites are few and over https', async () => {
    const hosts = new Set<string>();
    for (const path of await builtPages()) {
      for (const link of attributes(await readFile(fileOf(path), 'utf8'), 'href')) {
        const url = new URL(link, `http://site.invalid${path}`);
        if (url.host !== 'site.invalid') hosts.add(url.origin);
      }
    }
    expect([...hosts].sort()).to.deep.equal(['https://json-schema.org', 'https://www.rfc-editor.org']);
  });
});
