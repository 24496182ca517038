import { expect } from 'chai';
import { migrationNameIssues } from '../src/package/migration-names.ts';

/** Names of files, and what is said of them. */
const rows: [names: string[], said: string[]][] = [
  [[], []],
  [['001_contacts.sql', '002_tags.sql', '003-more.sql', '004.sql'], []],
  [['000_first.sql', '001_next.sql'], []],
  [['0001_a.sql', '0002_b.sql'], []],
  [['001_a.sql', 'wing.sql'], ['migrations/wing.sql has no number; rename it 002_wing.sql']],
  [['wing.sql'], ['migrations/wing.sql has no number; rename it 001_wing.sql']],
  [
    ['001_a.sql', '2-x.SQL', '003_c.sql'],
    ['migrations/2-x.SQL does not end in lowercase .sql, so it would never run; rename it 002_x.sql'],
  ],
  [
    ['001_a.SQL'],
    ['migrations/001_a.SQL does not end in lowercase .sql, so it would never run; rename it 001_a.sql'],
  ],
  [
    ['001_a.sql', '002_b.sql', '002_c.sql', '003_d.sql'],
    ['migrations/002_c.sql has the same number as 002_b.sql; rename it 004_c.sql'],
  ],
  [
    ['001_a.sql', '2_b.sql', '002_c.sql'],
    ['migrations/2_b.sql has the same number as 002_c.sql; rename it 003_b.sql'],
  ],
  [
    ['001_a.sql', '003_b.sql', '004_c.sql'],
    [
      'migrations/003_b.sql has the number 3, but 2 is missing; rename it 002_b.sql',
      'migrations/004_c.sql has the number 4, but 3 is missing; rename it 003_c.sql',
    ],
  ],
  [
    ['1.sql', '2_b.sql', '10_c.sql'],
    [
      'migrations/1.sql is not sorted by its number among the others; rename it 001.sql',
      'migrations/2_b.sql is not sorted by its number among the others; rename it 002_b.sql',
      'migrations/10_c.sql has the number 10, but 3 is missing; rename it 003_c.sql',
    ],
  ],
  [
    ['001_a.sql', '0002_b.sql'],
    ['migrations/0002_b.sql is not sorted by its number among the others; rename it 002_b.sql'],
  ],
  [
    ['20260101_a.sql'],
    ['migrations/20260101_a.sql has the number 20260101, but 1 is missing; rename it 00000001_a.sql'],
  ],
  [
    ['.sql', '1 Ä b.SQL', 'Größe & more.sql'],
    [
      'migrations/1 Ä b.SQL does not end in lowercase .sql, so it would never run; rename it 001_b.sql',
      'migrations/.sql has no number; rename it 002.sql',
      'migrations/Größe & more.sql has no number; rename it 003_gr_e_more.sql',
    ],
  ],
  [['001x.sql'], ['migrations/001x.sql is not sorted by its number among the others; rename it 001_x.sql']],
];

describe('names of migrations', () => {
  for (const [names, said] of rows) {
    it(`${names.join(', ') || 'none'}: ${said.length} to rename`, () => {
      for (const order of [names, names.toReversed()]) {
        const issues = migrationNameIssues(order);
        expect(issues.map(({ path, message }) => `${path} ${message}`)).to.deep.equal(said);
      }
    });

    it(`${names.join(', ') || 'none'}: nothing to rename afterwards`, () => {
      const renamed = new Map(
        migrationNameIssues(names).map(({ path, message }) => [path, message.replace(/.* rename it /, '')]),
      );
      const after = names.map((name) => renamed.get(`migrations/${name}`) ?? name);
      expect(migrationNameIssues(after)).to.deep.equal([]);
    });
  }
});
