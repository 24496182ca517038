import { gzipSync } from 'node:zlib';
import type { PlexicaError } from '@plexica/sdk/errors';
import { expect } from 'chai';
import { inspectPackage } from '../src/package/inspect.ts';
import { findSecrets } from '../src/package/secrets.ts';
import { builtCrm, goodEntries, rawEntry, tarEnd } from './tarballs.ts';

/** Texts of documentation that everybody may know. */
const PUBLISHED = [
  'AKIAIOSFODNN7EXAMPLE',
  'AKIAI44QH8DHBEXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'pk_test_TYooMQauvdEDq54NiTphI7jx',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  `ghp_${'x'.repeat(36)}`,
  `npm_${'X'.repeat(36)}`,
  `AIza${'0'.repeat(35)}`,
  `sk_live_${'0123456789'.repeat(2)}`,
  '-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----',
];

const TOKEN = `npm_${'a1B2'.repeat(9)}`;

/** The files come before the manifest that allows what is in them. */
const packageWith = (allowedSecrets: object, files: Record<string, string>): Buffer =>
  gzipSync(
    Buffer.concat([
      ...Object.entries(files).map(([path, content]) => rawEntry({ name: `package/${path}`, content })),
      ...goodEntries({ manifest: { ...builtCrm, allowedSecrets } }),
      tarEnd,
    ]),
  );

describe('secrets', () => {
  for (const text of PUBLISHED) {
    it(`are not ${text.slice(0, 40)}`, () => expect(findSecrets(`x = "${text}"\n`)).to.deep.equal([]));
  }

  it('are found behind a placeholder, each with its line', () => {
    const found = findSecrets(`AKIAIOSFODNN7EXAMPLE\n${TOKEN}\nAKIAIOSFODNN7SAMPLED`);
    expect(found.map(({ kind, line }) => [kind, line])).to.deep.equal([
      ['an npm token', 2],
      ['an AWS access key', 3],
    ]);
  });

  const refusalOf = (allowedSecrets: object): Promise<PlexicaError | undefined> =>
    inspectPackage([
      packageWith(allowedSecrets, {
        'a.js': `1\n'${TOKEN}'`,
        'b.js': `'${TOKEN}', 'AKIAIOSFODNN7SAMPLED'`,
      }),
    ]).then(
      () => undefined,
      (error: PlexicaError) => error,
    );
  const [npm, aws] = findSecrets(`${TOKEN} AKIAIOSFODNN7SAMPLED`).map(({ fingerprint }) => fingerprint) as [
    string,
    string,
  ];

  it('are refused with file, line and what allows them, without their text', async () => {
    const error = await refusalOf({});
    expect(error?.message).to.equal('package/a.js: line 2 contains an npm token');
    expect(error?.issues).to.deep.equal([
      { path: 'package/a.js:2', message: `contains an npm token (${npm})` },
      { path: 'package/b.js:1', message: `contains an AWS access key (${aws})` },
    ]);
    expect(error?.hint).to.include(`"allowedSecrets": { "${npm}": "`).and.not.include('plexica pack');
    expect(JSON.stringify([error?.message, error?.hint, error?.issues])).to.not.include(TOKEN);
  });

  it('pass where the manifest allows them, and no other', async () => {
    expect((await refusalOf({ [npm]: 'a test' }))?.message).to.equal(
      'package/b.js: line 1 contains an AWS access key',
    );
    expect(await refusalOf({ [npm]: 'a test', [aws]: 'of the manual' })).to.equal(undefined);
  });

  it('are refused where more are found than a manifest can allow', async () => {
    const tokens = Array.from(
      { length: 60 },
      (_, n) => `npm_${String(n).padStart(2, 'q')}${'a1B2c'.repeat(7).slice(0, 34)}`,
    );
    const allowed = Object.fromEntries(
      tokens.slice(0, 50).map((text) => [findSecrets(text)[0]?.fingerprint, 'a test']),
    );
    const bytes = packageWith(allowed, { 'a.js': tokens.join('\n') });
    const error = await inspectPackage([bytes]).catch((caught: Error) => caught);
    expect((error as Error).message).to.equal('package/a.js: line 51 contains an npm token');
  });
});
