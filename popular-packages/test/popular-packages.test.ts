import { expect } from 'chai';
import { TABLE } from '../table.ts';
import { tryTable, unexpected } from '../try-table.ts';
import type { Outcome } from '../results.ts';

const IDS = Object.keys(TABLE).filter((id) => TABLE[id]?.inTest);

describe('popular packages', () => {
  let outcomes: Map<string, Outcome>;
  before(async function () {
    // They are installed from the npm registry first.
    this.timeout(300_000);
    outcomes = new Map((await tryTable(IDS)).map((outcome) => [outcome.id, outcome]));
  });

  for (const id of IDS) {
    const refused = TABLE[id]?.refused;
    it(`${id} ${refused ? 'is refused as it is built' : 'does in the sandbox what it does in Node'}`, () => {
      expect(unexpected(outcomes.get(id) as Outcome, TABLE[id] ?? {})).to.equal(undefined);
    });
  }
});
