/** Headers of a request that a plugin never sees. */
export const WITHHELD_HEADERS: readonly string[] = [
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

/** Headers of a plugin's answer below `/t/acme/crm`, and what of them reaches the caller. */
export const ANSWER_HEADERS: readonly (readonly [name: string, value: string, passed: string | undefined])[] =
  [
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
