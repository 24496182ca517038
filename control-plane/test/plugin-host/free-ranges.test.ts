import { expect } from 'chai';
import { freeRanges, type IdFiles, type Range } from '../../src/plugin-host/sandbox/users/free-ranges.ts';

/** A machine without containers of its own, as a text of each file. */
const PLAIN: IdFiles = {
  maps: ['         0          0 4294967295\n', '         0          0 4294967295\n'],
  delegated: ['', ''],
  accounts: ['root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\n', 'root:x:0:\n'],
  rules:
    '# a comment\nUID_MIN\t\t\t 1000\nUID_MAX\t\t\t60000\nSUB_UID_MIN\t\t   100000\nSUB_UID_MAX\t\t600100000\n',
};
const LARGE: Range = [2_100_000_000, 2_116_777_215];
const SMALL: Range = [60_578, 61_183];

const CASES: [name: string, files: Partial<IdFiles>, ranges: Range[]][] = [
  ['a machine', {}, [LARGE, SMALL]],
  [
    'a machine without any of the files',
    { delegated: ['', ''], accounts: ['', ''], rules: '' },
    [LARGE, SMALL],
  ],
  ['a container with 65,536 ids', { maps: ['0 100000 65536\n', '0 100000 65536\n'] }, [SMALL]],
  ['a container with other groups than users', { maps: ['0 0 4294967295', '0 100000 65536'] }, [SMALL]],
  ['a container with one id', { maps: ['0 1000 1\n', '0 1000 1\n'] }, []],
  [
    'a container with ids in two pieces',
    { maps: ['0 1000 1\n1 100000 61000\n', '0 0 4294967295'] },
    [[60_578, 61_000]],
  ],
  [
    'users who have ids for containers there',
    { delegated: ['ann:2100000000:65536\n', ''] },
    [[2_100_065_536, LARGE[1]], SMALL],
  ],
  [
    'groups that have ids for containers in the middle',
    { delegated: ['# none', 'ann:2100000100:100\n\n'] },
    [[2_100_000_000, 2_100_000_099], [2_100_000_200, LARGE[1]], SMALL],
  ],
  ['ids for containers that are all of them', { delegated: ['ann:0:4294967295\n', ''] }, []],
  [
    'a user and a group with such ids',
    { accounts: ['bob:x:2100000000:5::/:/bin/sh\n', 'staff:x:61183:\n'] },
    [
      [2_100_000_001, LARGE[1]],
      [60_578, 61_182],
    ],
  ],
  ['new users that will have such ids', { rules: 'UID_MIN 1000\nUID_MAX 70000\n' }, [LARGE]],
  ['new containers that will', { rules: 'SUB_GID_MIN 100000\nSUB_GID_MAX 4000000000\n' }, [SMALL]],
  ['rules that are commented out', { rules: '#UID_MIN 1000\n#UID_MAX 70000\n' }, [LARGE, SMALL]],
  [
    'lines that say nothing',
    { delegated: ['ann\n:::\nann:x:y\n', ''], accounts: ['+::::::\n', ''] },
    [LARGE, SMALL],
  ],
];

describe('ids for sandboxes', () => {
  for (const [name, files, ranges] of CASES) {
    it(`of ${name}`, () => {
      expect(freeRanges({ ...PLAIN, ...files })).to.deep.equal(ranges);
    });
  }
});
