import { expect } from 'chai';
import { headersForCaller, headersForPlugin } from '../../src/gateway/headers.ts';

describe('headers', () => {
  const withheld = [
    'Authorization',
    'Cookie',
    'Proxy-Authorization',
    'Proxy-Connection',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'Forwarded',
    'X-Tenant-Slug',
    'X-Workspace-ID',
    'Transfer-Encoding',
    'Connection',
    'Host',
  ];
  for (const name of withheld) {
    it(`${name} never reaches a plugin`, () => {
      expect(headersForPlugin([name, 'x', 'Accept', 'text/csv'])).to.deep.equal([['accept', 'text/csv']]);
    });
  }

  const answers: [string, string, string | undefined][] = [
    ['Content-Type', 'text/csv', 'text/csv'],
    ['Content-Disposition', 'attachment', 'attachment'],
    ['ETag', '"1"', '"1"'],
    ['X-Plugin-Total', '7', '7'],
    ['Set-Cookie', 'a=b', undefined],
    ['Access-Control-Allow-Origin', '*', undefined],
    ['Content-Encoding', 'br', undefined],
    ['Refresh', '0;url=https://evil.example', undefined],
    ['Link', '<https://evil.example>; rel=preload', undefined],
    ['Strict-Transport-Security', 'max-age=1', undefined],
    ['Location', '/contacts/1?x=1', '/t/acme/crm/contacts/1?x=1'],
    ['Location', 'contacts', '/t/acme/crm/contacts'],
    ['Location', '/t/acme/crm/contacts', '/t/acme/crm/contacts'],
    ['Location', '/t/acme/crmx', '/t/acme/crm/t/acme/crmx'],
    ['Location', '/../../other', '/t/acme/crm/other'],
    ['Location', 'https://evil.example/', undefined],
    ['Location', '//evil.example/', undefined],
    ['Location', '/\\evil.example', undefined],
    ['Location', 'javascript:alert(1)', undefined],
    ['Location', 'http://user@gateway.invalid/', undefined],
  ];
  for (const [name, value, expected] of answers) {
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
