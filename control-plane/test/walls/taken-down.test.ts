import { expect } from 'chai';
import { detectWalls } from '../../src/plugin-host/walls.ts';
import { startAttempts } from './attempts.ts';
import { escapeRows } from './escape-rows.ts';
import { openOutside } from './outside.ts';
import type { Missing } from './taken-down.ts';

/** Rows that get out once this is missing too, beside those that Node's wall never denied: at least these. */
const TAKEN_DOWN: { name: string; missing: Missing; rows: string[]; count: number }[] = [
  {
    name: 'what the bootstrap takes away',
    missing: { kernel: true, lockDown: true },
    rows: [
      'end a process',
      'end a process by _kill',
      'end a process by _debugProcess',
      'slow a process down',
    ],
    count: 8,
  },
  {
    name: "Node's permission model",
    missing: { kernel: true, permissions: true },
    rows: ['connect by TCP', 'read a file', 'write a file', 'spawn a program', 'list processes'],
    count: 45,
  },
  {
    name: 'everything',
    missing: { kernel: true, permissions: true, lockDown: true },
    rows: ['fetch', 'read a file by the source map of its bundle', 'end a process', 'replace its program'],
    count: 60,
  },
];

describe('with Node’s wall alone, and without', function () {
  before(async function () {
    if (!(await detectWalls()).kernel && process.env['CI'] === undefined) this.skip();
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
