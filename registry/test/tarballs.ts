import { deflateRawSync, crc32, gzipSync } from 'node:zlib';

/** One header block and its content, every field as it is wanted, valid or not. */
export interface RawEntry {
  name: string | Buffer;
  content?: string | Buffer;
  type?: string;
  mode?: string;
  size?: string;
  prefix?: string | Buffer;
  linkName?: string;
  magic?: string;
  checksum?: string;
  padding?: number;
}

export function rawEntry({ name, content = '', ...field }: RawEntry): Buffer {
  const body = Buffer.from(content);
  const block = Buffer.alloc(512);
  block.set(Buffer.from(name).subarray(0, 100), 0);
  block.write(field.mode ?? '0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(field.size ?? `${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136);
  block.write(field.type ?? '0', 156);
  block.write(field.linkName ?? '', 157);
  block.write(field.magic ?? 'ustar\u000000', 257);
  block.set(Buffer.from(field.prefix ?? ''), 345);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(field.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([block, body, Buffer.alloc((512 - (body.length % 512)) % 512, field.padding ?? 0)]);
}

/** A pax record counts its own length. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (`${length}`.length + Buffer.byteLength(rest) !== length) length++;
  return `${length}${rest}`;
}

export function paxEntry(records: string | Buffer): Buffer {
  return rawEntry({ name: 'PaxHeader/x', type: 'x', content: records });
}

export const tarEnd = Buffer.alloc(1024);

export function gzipMember(bytes: Buffer): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), deflateRawSync(bytes), trailer]);
}

export const builtCrm = {
  id: 'crm',
  name: 'crm',
  version: '1.0.0',
  license: 'MIT',
  engines: { plexica: '>=0.1' },
  protocol: 1,
  backend: { entry: 'dist/backend/index.js', routes: [], lifecycle: [] },
};

export interface Parts {
  manifest?: object | string;
  packageJson?: object | string;
}

/** The three files without which nothing is a package. */
export function goodEntries({
  manifest = builtCrm,
  packageJson = { name: 'crm', version: '1.0.0' },
}: Parts = {}): Buffer[] {
  const text = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
  return [
    rawEntry({ name: 'package/package.json', content: text(packageJson) }),
    rawEntry({ name: 'package/dist/plexica.json', content: text(manifest) }),
    rawEntry({ name: 'package/dist/backend/index.js', content: 'export default class {}\n' }),
  ];
}

/** A good package with further entries. */
export function packageOf(...more: Buffer[]): Buffer {
  return gzipSync(Buffer.concat([...goodEntries(), ...more, tarEnd]));
}
