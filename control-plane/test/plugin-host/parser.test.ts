import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { judge, startParser, Unparsable } from '../../src/sql-policy/parser.ts';

/** Takes the square of its length; this much keeps the parser of any machine busy for longer than it is given. */
const busy = `${'/*'.repeat(160_000)}${'*/'.repeat(160_000)} SELECT 1`;

/** Judges a migration that takes the parser a moment, and writes a line before and after. */
const JUDGING = `
  import { writeSync } from 'node:fs';
  import { judge } from '${new URL('../../src/sql-policy/parser.ts', import.meta.url).href}';
  await judge('migration', 'CREATE TABLE a (id int)', 0);
  const judged = judge('migration', '/*'.repeat(4000) + '*/'.repeat(4000) + ' CREATE TABLE b (id int)', 0);
  writeSync(1, 'asked\\n');
  console.log(await judged.then(() => 'judged', (error) => error.message));
`;

/** @returns whether the parser was kept busy by it, or was not even asked */
async function refused(lane: number): Promise<'busy' | 'unasked'> {
  const error = await judge('statement', busy, lane).catch((caught: unknown) => caught);
  expect(error).to.be.instanceOf(Unparsable);
  return (error as Unparsable).unseen ? 'unasked' : 'busy';
}

describe("the parser's thread", () => {
  before(() => startParser());

  it('lets an installation pause whose text kept it busy, with all that it had to ask', async () => {
    expect(await Promise.all([refused(101), refused(101)])).to.deep.equal(['busy', 'unasked']);
    expect(await refused(101)).to.equal('unasked');
    expect(await judge('statement', 'SELECT 1', 102)).not.to.include.keys('refused');
    await sleep(1_000);
    expect(await judge('statement', 'SELECT 2', 101)).not.to.include.keys('refused');
    // The second pause is longer than the first.
    expect(await refused(101)).to.equal('busy');
    await sleep(1_100);
    expect(await refused(101)).to.equal('unasked');
  }).timeout(30_000);

  it('does not take a migration for too complex that had no processor meanwhile', async function () {
    if (process.platform === 'win32') this.skip();
    const child = spawn(process.execPath, ['--eval', JUDGING]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('asked');
    child.kill('SIGSTOP');
    await sleep(2_500);
    child.kill('SIGCONT');
    expect((await lines.next()).value).to.equal('judged');
    await once(child, 'close');
  }).timeout(30_000);

  it('lets nobody wait behind several that have kept it busy before', async () => {
    for (const lane of [103, 104, 105]) await refused(lane);
    await sleep(1_000);
    let ended = 0;
    const again = [103, 104, 105].map(async (lane) => {
      await refused(lane);
      ended += 1;
    });
    await judge('statement', 'SELECT 3', 106);
    expect(ended).to.equal(1);
    await Promise.all(again);
  }).timeout(40_000);
});
