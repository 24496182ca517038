import { expect } from 'chai';
import { ANSWER_HEADERS, WITHHELD_HEADERS } from './header-rows.ts';
import { headersForCaller, headersForPlugin } from '../../src/gateway/headers.ts';

describe('headers', () => {
  for (const name of WITHHELD_HEADERS) {
    it(`${name} never reaches a plugin`, () => {
      expect(headersForPlugin([name, 'x', 'Accept', 'text/csv'])).to.deep.equal([['accept', 'text/csv']]);
    });
  }

  for (const [name, value, expected] of ANSWER_HEADERS) {
    it(`${name}: ${value} becomes ${expected ?? 'nothing'}`, () => {
      const headers = headersForCaller([[name, value]], '/t/acme/crm');
      const found = headers.find(([given]) => given === name.toLowerCase());
      expect(found?.[1]).to.equal(expected);
    });
  }

  it('are joined by those that keep a page of a plugin harmless', () => {
    expect(
      Object.fromEntries(headersForCaller([['content-security-policy', 'none']], '/t/a/b')),
    ).to.deep.equal({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'referrer-policy': 'no-referrer',
    });
  });
});
