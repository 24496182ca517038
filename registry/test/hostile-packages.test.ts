import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { inspectPackage } from '../src/package/inspect.ts';
import { secretScanner } from '../src/package/secrets.ts';
import { hostilePackages } from './hostile-table.ts';
import { goodEntries, packageOf, paxEntry, paxRecord, rawEntry, tarEnd } from './tarballs.ts';

type Refused = Error & { code: string; issues: { path: string; message: string }[] };

async function refusalOf(bytes: Buffer, expected = {}): Promise<Refused> {
  return inspectPackage([bytes], expected).then(
    () => expect.fail('the package was accepted'),
    (error: unknown) => error as Refused,
  );
}

const tar = Buffer.concat([...goodEntries(), tarEnd]);
const file = (name: string, content: string | Buffer = 'x') => rawEntry({ name, content });

describe('hostile packages', () => {
  it('are told from a good one', async () => {
    const { manifest, entries, unpackedSize } = await inspectPackage([
      packageOf(file('package/README.md', '# CRM')),
    ]);
    expect(manifest.id).to.equal('crm');
    expect(entries.map(({ path }) => path))
      .to.include('README.md')
      .and.to.have.length(4);
    expect(unpackedSize).to.be.greaterThan(100);
  });

  it('take folders, pax paths, harmless pax keys and text that only looks like a key', async () => {
    const { entries } = await inspectPackage([
      packageOf(
        rawEntry({ name: 'package/', type: '5' }),
        rawEntry({ name: 'package/assets/', type: '5', mode: '0000755\0' }),
        paxEntry(paxRecord('path', `package/assets/ü${'x'.repeat(150)}.svg`) + paxRecord('mtime', '1.5')),
        file('package/assets/cut'),
        file(
          'package/pem.js',
          'const pem = `-----BEGIN PRIVATE KEY-----\\n${chunks(key)}\\n-----END PRIVATE KEY-----`',
        ),
      ),
    ]);
    expect(entries.map(({ path }) => path)).to.include(`assets/ü${'x'.repeat(150)}.svg`);
  });

  for (const [what, bytes, message, code = 'invalid_package'] of hostilePackages) {
    it(`with ${what}: refused`, async () => {
      const error = await refusalOf(bytes);
      expect(error.message).to.match(message);
      expect(error.code).to.equal(code);
    });
  }

  it('under another id, version or integrity than announced: refused', async () => {
    const good = packageOf();
    expect((await refusalOf(good, { id: 'billing' })).message).to.match(
      /plugin "crm", but is published as "billing"/,
    );
    expect((await refusalOf(good, { version: '1.0.1' })).message).to.match(
      /version 1\.0\.0, but is published as 1\.0\.1/,
    );
    expect((await refusalOf(good, { integrity: 'sha512-x' })).code).to.equal('integrity_mismatch');
    const { integrity } = await inspectPackage([good]);
    await inspectPackage([good], { id: 'crm', version: '1.0.0', integrity });
  });

  it('in single bytes: read the same', async () => {
    const bytes = packageOf();
    const { integrity } = await inspectPackage([bytes]);
    const single = await inspectPackage([...bytes].map((byte) => Buffer.from([byte])));
    expect(single.integrity).to.equal(integrity);
  });

  it('with a wrong length in the gzip trailer: refused', async () => {
    const error = await refusalOf(Buffer.concat([gzipSync(tar).subarray(0, -4), Buffer.alloc(4)]));
    expect(error.message).to.match(/damaged/);
  });

  it('with a token in two pieces: refused with the right line, wherever it is cut', () => {
    const text = `${'line\n'.repeat(3000)}const t = 'npm_${'a1B2'.repeat(9)}'\n`;
    for (let cut = text.length - 50; cut < text.length; cut += 7) {
      const scan = secretScanner();
      const found = [text.slice(0, cut), text.slice(cut)].flatMap((piece) => scan(Buffer.from(piece)));
      expect(found.map(({ kind, line }) => ({ kind, line }))).to.deep.equal([
        { kind: 'an npm token', line: 3001 },
      ]);
    }
  });

  it('with bytes changed at random: read or refused, never failed', async () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const good = Buffer.concat([
      ...goodEntries(),
      paxEntry(paxRecord('path', 'package/a')),
      file('package/b'),
      tarEnd,
    ]);
    for (let round = 0; round < 1000; round++) {
      const bytes = Buffer.from(round % 4 === 0 ? gzipSync(good) : good);
      for (let change = random(3); change >= 0; change--) bytes[random(bytes.length)] = random(256);
      const source = round % 4 === 0 ? bytes : gzipSync(bytes);
      const error = await inspectPackage([source]).catch((caught: unknown) => caught as Error);
      if (error instanceof Error) expect(error.name, error.stack).to.equal('PlexicaError');
    }
  });

  it('pass on the error of a source that breaks off', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield packageOf().subarray(0, 100);
      throw new Error('connection reset');
    }
    const error = await inspectPackage(broken()).catch((caught: unknown) => caught as Error);
    expect(error).to.have.property('message', 'connection reset');
  });
});
