import { expect } from 'chai';
import { versionsInUse } from '../../src/installations/versions-in-use.ts';

type Platform = Parameters<typeof versionsInUse>[0];

/** What the database has of one installation, whose update to 2.0.0 ends after so many looks at it. */
function updateThatEndsAfter(looks: number): Platform {
  let seen = 0;
  const has = <Found>(before: Found[], after: Found[]) => ((seen += 1) > looks ? after : before);
  const update = { added: [], change: { plugin: 'crm', version: '2.0.0' } };
  return {
    operations: {
      unfinishedInputs: async ([kind]: string[]) => has(kind === 'update' ? [update] : [], []),
    },
    tables: {
      installations: { findAll: async () => has([{ version: '1.0.0' }], [{ version: '2.0.0' }]) },
    },
  } as unknown as Platform;
}

describe('versions in use', () => {
  for (const looks of [0, 1, 2, 3]) {
    it(`have the one that an update puts in place after ${looks} looks at the database`, async () => {
      expect(await versionsInUse(updateThatEndsAfter(looks), 'crm', undefined as never)).to.include('2.0.0');
    });
  }
});
