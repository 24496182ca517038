import { expect } from 'chai';
import { tagFor } from '../../src/registry/tags.ts';

describe('the dist-tag of a new version', () => {
  const cases: { version: string; tag?: string; latest?: string; is: string }[] = [
    { version: '1.0.0', is: 'latest' },
    { version: '1.0.1', latest: '1.0.0', is: 'latest' },
    { version: '1.0.1', latest: '1.0.1', is: 'latest' },
    { version: '1.10.0', latest: '1.9.0', is: 'latest' },
    { version: '2.0.0', latest: '2.0.0-beta.1', is: 'latest' },
    { version: '1.0.0', latest: '2.0.0', tag: 'latest', is: 'latest' },
    { version: '2.0.0-beta.1', tag: 'beta', is: 'beta' },
    { version: '2.0.0-beta.1', tag: 'latest', is: 'latest' },
    { version: '1.0.1-dev.3', tag: 'dev', is: 'dev' },
    { version: '1.0.1', latest: '2.0.0', tag: 'v1-maintenance', is: 'v1-maintenance' },
    { version: '1.0.0', tag: 'a'.repeat(64), is: 'a'.repeat(64) },
  ];
  for (const { version, tag, latest, is } of cases) {
    it(`of ${version} is ${is.slice(0, 20)} with tag ${tag?.slice(0, 20)} while latest is ${latest}`, () => {
      expect(tagFor(version, tag, latest)).to.equal(is);
    });
  }

  const refused: { version: string; tag?: string; latest?: string; says: RegExp }[] = [
    { version: '2.0.0-beta.1', says: /prerelease/ },
    { version: '1.0.0', latest: '1.0.1', says: /the higher version 1\.0\.1 has it/ },
    { version: '1.9.0', latest: '1.10.0', says: /higher/ },
    ...['', '1', 'v1', '1.2', 'x', '*', '>=1', '^1.0.0', '1.0.0', 'v1.2.3', '=1.0', '1 || 2', ' 1 '].map(
      (tag) => ({
        version: '1.0.0',
        tag,
        says: /range/,
      }),
    ),
    ...['-a', 'a b', 'a/b', 'ü', '..', 'a'.repeat(65), '1||'.repeat(100), '\0', '__proto__'].map((tag) => ({
      version: '1.0.0',
      tag,
      says: /1 to 64 letters/,
    })),
  ];
  for (const { version, tag, latest, says } of refused) {
    it(`of ${version} is refused with tag ${JSON.stringify(tag?.slice(0, 20))} while latest is ${latest}`, () => {
      expect(() => tagFor(version, tag, latest))
        .to.throw(says)
        .that.includes({ code: 'invalid_input' })
        .with.nested.property('issues[0].path', 'query.tag');
    });
  }
});
