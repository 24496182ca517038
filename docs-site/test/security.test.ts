import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { hostilePackages } from '../../registry/test/hostile-table.ts';
import { breakageRows } from '../../control-plane/test/walls/breakage-rows.ts';
import { DATABASE_ROWS } from '../../control-plane/test/walls/database-rows.ts';
import { escapeRows } from '../../control-plane/test/walls/escape-rows.ts';
import { fetchRows, lieRows } from '../../control-plane/test/walls/fetch-rows.ts';
import { lookupStatements } from '../../control-plane/test/walls/pgbouncer.ts';
import { VERDICTS } from '../../control-plane/test/walls/builtins/verdicts.ts';
import { channelRows } from '../../control-plane/test/walls/rows/channel.ts';
import { nativeRows } from '../../control-plane/test/walls/rows/native.ts';
import { anchorOf, ATTACK_TABLES, testFile } from '../scripts/attack-tables.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(import.meta.dirname, '../src/content/docs');

/** Rows that the page shows under a heading: of tables, and items of lists. */
function shown(page: string, title: string): number {
  const [, section = ''] =
    new RegExp(`^## ${title}$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page) ?? [];
  const lines = section.split('\n');
  const heads = lines.filter((line) => line.startsWith('| --- |')).length;
  return lines.filter((line) => /^(?:- |\| (?!---))/.test(line)).length - heads;
}

describe('the security pages', () => {
  let attacks: string;
  before(async () => {
    attacks = await readFile(join(DOCS, 'security/attacks.md'), 'utf8');
  });

  const counts: [title: string, count: number][] = [
    ['Escapes', escapeRows.length],
    ['Native', nativeRows.length],
    ['Modules', Object.keys(VERDICTS).length],
    ['Channel', channelRows.length],
    ['Database', DATABASE_ROWS.length],
    ['Fetch', fetchRows.length + lieRows.length],
    ['Packages', hostilePackages.length],
    ['Breakage', breakageRows.length],
  ];
  for (const [title, count] of counts) {
    it(`show every row of ${title.toLowerCase()}`, () => {
      expect(count).to.be.greaterThan(10);
      expect(shown(attacks, title)).to.be.at.least(count);
    });
  }

  it('count what they show', () => {
    for (const { title, themes } of ATTACK_TABLES) {
      const rows = themes.reduce((sum, each) => sum + each.rows.length, 0);
      expect(shown(attacks, title), title).to.equal(rows);
      expect(attacks).to.include(`| [${title}](#${anchorOf(title)}) | ${rows} |`);
    }
  });

  it('name every row that the kernel wall alone denies, as such', async () => {
    const page = await readFile(join(DOCS, 'security/index.md'), 'utf8');
    const [, list = ''] = /\*\*Without it,\*\* \d+ rows get through[^]*?\n\n((?:- .*\n)+)/.exec(page) ?? [];
    const kernelOnly = escapeRows.filter(({ deniedBy }) => !deniedBy.node).map(({ name }) => name);
    expect(list.trim().split('\n')).to.deep.equal(kernelOnly.map((name) => `- ${name}`));
    for (const name of kernelOnly) expect(attacks).to.include(`| ${name} | **the kernel wall only**. `);
  });

  it('give a reason where one wall alone denies a row', () => {
    for (const { name, deniedBy, alone } of nativeRows) {
      expect(alone !== undefined, name).to.equal(deniedBy.length === 1);
    }
    for (const { name, deniedBy, alone } of escapeRows) {
      expect(alone !== undefined, name).to.equal(!deniedBy.node);
    }
  });

  it('name tests that exist', async () => {
    for (const { tests } of ATTACK_TABLES) {
      for (const test of tests) expect(await readFile(join(ROOT, testFile(test)), 'utf8')).to.include('it(');
    }
  });

  it('lead to the set-up of a pooler that the tests run', async () => {
    const guide = await readFile(join(DOCS, 'guides/operating.md'), 'utf8');
    expect(guide).to.include(lookupStatements('a password of its own'));
  });
});
