import { expect } from 'chai';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { startAttempts } from './attempts.ts';
import { escapeRows } from './escape-rows.ts';
import { openOutside } from './outside.ts';
import { TAKEN_DOWN } from './taken-down-rows.ts';

describe('with Node’s wall alone, and without', function () {
  before(async function () {
    skipWhereMissing(this, await missingKernelWall());
  });

  for (const { name, missing, rows, count } of TAKEN_DOWN) {
    it(`${name} a plugin gets out`, async () => {
      const outside = await openOutside();
      const attempts = await startAttempts(outside, missing);
      const escaped: string[] = [];
      try {
        for (const row of escapeRows) {
          if (row.deniedBy.node && (await attempts.attempt(row)).escaped) escaped.push(row.name);
        }
      } finally {
        await attempts.stop();
        await outside.close();
      }
      expect(escaped).to.include.members(rows);
      expect(escaped).to.have.lengthOf.at.least(count, escaped.join(', '));
    });
  }
});
