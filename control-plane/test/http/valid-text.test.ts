import { expect } from 'chai';
import type { PlexicaError } from '@plexica/sdk/errors';
import { requireValidText } from '../../src/http/valid-text.ts';

function issueOf(value: unknown): unknown {
  try {
    requireValidText(value, 'body');
    return undefined;
  } catch (error) {
    return (error as PlexicaError).issues[0];
  }
}

const HALF = 'is not valid Unicode: it contains an unpaired surrogate';

describe('text of a body', () => {
  for (const [value, path, message] of [
    ['\ud800', 'body', HALF],
    [{ name: 'a\udc00b' }, 'body.name', HALF],
    [{ name: 'a\0' }, 'body.name', 'contains the character U+0000, which cannot be stored'],
    [{ a: [1, { b: ['x', '\ud83d'] }] }, 'body.a[1].b[1]', HALF],
    [{ a: { '\ud83d': 1 } }, 'body.a', `has a field with a name that ${HALF}`],
  ] as const) {
    it(`is refused at ${path}: ${JSON.stringify(value)}`, () => {
      expect(issueOf(value)).to.deep.equal({ path, message });
    });
  }

  it('may be anything else', () => {
    expect(issueOf({ a: ['😀', '\ufffd', '\u2028', null, 1, true], 'é 😀': {} })).to.equal(undefined);
  });

  it('is found below half a million lists', () => {
    let value: unknown = ['\ud800'];
    for (let depth = 0; depth < 500_000; depth += 1) value = [value];
    expect(issueOf(value)).to.include({ message: HALF });
  });
});
