/**
 * Builds and calls popular npm packages in the sandbox beside plain Node, says what differs, and puts what it found into the
 * table that the docs show.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import type { Results } from '../popular-packages/results.ts';
import { LEAST_SHARE, TABLE } from '../popular-packages/table.ts';
import { tryTable, unexpected } from '../popular-packages/try-table.ts';

const RESULTS = join(import.meta.dirname, '../popular-packages/results.json');
const CASES = join(import.meta.dirname, '../popular-packages/cases');

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const files = (await readdir(CASES)).map((name) => name.replace(/\.ts$/, ''));
const missing = [...(values.only ?? []), ...files].filter((id) => !(id in TABLE));
if (missing.length > 0) {
  process.stderr.write(`not in popular-packages/table.ts: ${missing.join(', ')}\n`);
  process.exit(2);
}

let failed = 0;
const began = performance.now();
const outcomes = await tryTable(values.only ?? Object.keys(TABLE), (outcome) => {
  const wrong = unexpected(outcome, TABLE[outcome.id] ?? {});
  if (wrong !== undefined) failed += 1;
  const mark = wrong === undefined ? styleText('green', '✓') : styleText('red', '✗');
  const names = Object.entries(outcome.packages).map((each) => each.join('@'));
  const said = wrong ?? (outcome.outcome === 'refused' ? outcome.said : undefined);
  console.log(`${mark} ${outcome.id.padEnd(20)} ${outcome.outcome.padEnd(8)} ${names.join(', ')}`);
  for (const warning of outcome.warnings ?? []) console.log(styleText('yellow', `    ! ${warning}`));
  if (said !== undefined) console.log(said.replaceAll(/^/gm, '    '));
});

const known = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{"outcomes":[]}')) as Results;
const found = new Map([...known.outcomes, ...outcomes].map((outcome) => [outcome.id, outcome]));
const all = Object.keys(TABLE).flatMap((id) => found.get(id) ?? []);
const results: Results = { node: process.versions.node, outcomes: all };
await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);

const works = all.filter(({ outcome }) => outcome === 'works').length;
const share = works / Object.keys(TABLE).length;
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(
  `\n${outcomes.length} tried in ${seconds} s, ${failed} not as expected; ` +
    `of ${Object.keys(TABLE).length} in the table ${works} work (${(share * 100).toFixed(1)} %)`,
);
if (share < LEAST_SHARE) console.log(`at least ${LEAST_SHARE * 100} % have to work`);
process.exitCode = failed > 0 || share < LEAST_SHARE ? 1 : 0;
