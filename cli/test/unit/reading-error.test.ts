import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { readingError } from '../../src/services/project/reading-error.ts';

describe('what the sandbox says of a backend', () => {
  const texts: [said: string, shown: string][] = [
    ['Error: not today\n    at src/index.ts:3:7', 'not today\n    at src/index.ts:3:7'],
    ['TypeError: x is no function', 'TypeError: x is no function'],
    [
      'Error: Access to this API has been restricted. Use --allow-fs-read to manage permissions.\n    at a.ts:1:1',
      'A plugin may not read files.\n    at a.ts:1:1',
    ],
    [
      'Error: Access to this API has been restricted. Use --allow-child-process to manage permissions.',
      'A plugin may not start programs.',
    ],
  ];
  for (const [said, shown] of texts) {
    it(`shows "${shown.split('\n')[0]}"`, () => {
      const error = readingError(new PlexicaError('build_failed', said));
      expect(error.message).to.equal(shown);
      expect(error.hint).to.contain('source of the backend');
    });
  }

  it('leaves other errors as they are', () => {
    const error = new PlexicaError('server_start_failed', 'Error: no Node');
    expect(readingError(error)).to.equal(error);
  });
});
