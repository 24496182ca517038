import { expect } from 'chai';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { startAttempts } from './attempts.ts';
import { openOutside } from './outside.ts';
import { nodeRows, TAKEN_DOWN } from './taken-down-rows.ts';

describe('with Node’s wall alone, and without', function () {
  before(async function () {
    skipWhereMissing(this, await missingKernelWall());
  });

  for (const { name, missing, rows } of TAKEN_DOWN) {
    it(`${name} a plugin gets out by ${rows.length} rows, which are known`, async () => {
      const outside = await openOutside();
      const attempts = await startAttempts(outside, missing);
      const escaped: string[] = [];
      try {
        for (const row of nodeRows) {
          if ((await attempts.attempt(row)).escaped) escaped.push(row.name);
        }
      } finally {
        await attempts.stop();
        await outside.close();
      }
      expect(escaped).to.have.members(rows);
    }).timeout(180_000);
  }
});
