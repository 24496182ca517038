import { expect } from 'chai';
import { judge } from '../../src/processes/deadline.ts';

const SECOND = 1000;
type Had = [ran: number, waited: number] | undefined;

/** Seconds by the clock and of the processor, of a process that has 10 seconds, or 40 where it waits. */
const ROWS: Record<
  string,
  [took: number, had: Had, runnable: boolean, verdict: 'late' | 'overloaded' | number]
> = {
  'ran all the time': [10, [10, 0], true, 'late'],
  'did nothing': [10, [0, 0], false, 'late'],
  'worked a little and then did nothing': [10, [0.5, 0], false, 'late'],
  'waited for a moment and then did nothing': [10, [0.5, 0.01], false, 0.1],
  'ran for as long as it may, beside others': [25, [10, 15], true, 'late'],
  'used several processors at once, beside others': [15, [12, 20], true, 'late'],
  'waited for 3 seconds': [10, [7, 3], true, 3],
  'waited for 3 seconds and has had them': [13, [10, 3], true, 'late'],
  'waited for 3 seconds, and did nothing since': [13, [1, 3], false, 'late'],
  'waited for 3 seconds and has had half of them': [11.5, [8, 3], true, 1.5],
  'waited nearly all the time': [10, [0.2, 9.8], true, 9.8],
  'waits since it began, which is not counted before it ends': [10, [0, 0], true, 0.1],
  'waited up to the end': [40, [1, 39], true, 'overloaded'],
  'waited in several threads up to the end': [40, [1, 130], false, 'overloaded'],
  'waited in one long wait up to the end': [40, [0.1, 0], true, 'overloaded'],
  'would have time left past the end': [38, [1, 37], true, 2],
  'ran where the kernel does not tell': [10, undefined, true, 'late'],
  'ended, so that nobody tells of it': [10, undefined, false, 'late'],
};

describe('a process that has 10 seconds', () => {
  for (const [name, [took, had, runnable, verdict]] of Object.entries(ROWS)) {
    it(`and ${name}: ${typeof verdict === 'number' ? `${verdict} seconds more` : verdict}`, () => {
      const judged = judge({
        limit: 10 * SECOND,
        longest: 40 * SECOND,
        took: took * SECOND,
        had: had && { ran: had[0] * SECOND, waited: had[1] * SECOND },
        runnable,
      });
      expect(typeof judged === 'number' ? judged / SECOND : judged).to.equal(verdict);
    });
  }
});
