import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import { readingError } from '../../src/services/project/reading-error.ts';

describe('what the sandbox says of a backend', () => {
  const texts: [said: string, shown: string][] = [
    ['Error: not today\n    at src/index.ts:3:7', 'not today\n    at src/index.ts:3:7'],
    ['TypeError: x is no function', 'TypeError: x is no function'],
    [
      'Error: Access to this API has been restricted. Use --allow-fs-read to manage permissions.\n    at a.ts:1:1',
      'Plugins cannot read files.\n    at a.ts:1:1',
    ],
    [
      'Error: Access to this API has been restricted. Use --allow-child-process to manage permissions.',
      'Plugins cannot start programs.',
    ],
  ];
  for (const [said, shown] of texts) {
    it(`shows "${shown.split('\n')[0]}"`, () => {
      const error = readingError(new PlexicaError('build_failed', said));
      expect(error.message).to.equal(shown);
      expect(error.hint).to.contain('source of the backend');
    });
  }

  const missing: [said: string, file: string, line: number, message: RegExp, hint: RegExp][] = [
    [
      "Error: Cannot find module 'lodash'\nRequire stack:\n- dist/backend/npm/top/index.js\n    at notFound (dist/backend/commonjs.cjs:55:30)\n    at load (node_modules/top/index.js:2:1)",
      'node_modules/top/index.js',
      2,
      /^"top" loads "lodash" at startup/,
      /Use another package instead of "top"/,
    ],
    [
      "Error: ENOENT: no such file or directory, open 'dist/backend/npm/@a/top/a.txt'\n    at async node_modules/@a/top/lib/a.js:7:1",
      'node_modules/@a/top/lib/a.js',
      7,
      /^"@a\/top" loads "npm\/@a\/top\/a.txt" at startup/,
      /instead of "@a\/top"/,
    ],
    [
      'Error: Cannot find module \'bindings\': "fast" loads a native addon, which the sandbox does not\n    at load (node_modules/a/node_modules/fast/index.js:1:1)',
      'node_modules/a/node_modules/fast/index.js',
      1,
      /^"fast" loads a native addon, but the sandbox only runs JavaScript and WebAssembly$/,
      /Use a package written in JavaScript or WebAssembly/,
    ],
  ];
  for (const [said, file, line, message, hint] of missing) {
    it(`names package, file and line where ${file} finds nothing`, () => {
      const error = readingError(new PlexicaError('build_failed', said));
      const [issue] = error.issues;
      expect(issue).to.deep.include({ path: `${file}:${line}`, file, line });
      expect(issue?.message).to.match(message);
      expect(error.hint).to.match(hint);
      expect(error.message)
        .to.contain(`${file}:${line} `)
        .and.contain(said.replace(/^Error: /, ''));
    });
  }

  it('leaves other errors as they are', () => {
    const error = new PlexicaError('server_start_failed', 'Error: no Node');
    expect(readingError(error)).to.equal(error);
  });
});
