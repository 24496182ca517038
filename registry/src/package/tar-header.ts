import { isUtf8 } from 'node:buffer';
import { Header } from 'tar';
import { refusal } from './refusal.ts';

export const blockSize = 512;

/** Where the fields stand in a header block (POSIX ustar): offset and length. */
const fields = {
  name: [0, 100],
  mode: [100, 8],
  size: [124, 12],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

const refusedTypes: Record<string, string> = {
  '1': 'is a hard link',
  '2': 'is a symbolic link',
  '3': 'is a character device',
  '4': 'is a block device',
  '6': 'is a FIFO',
  '7': 'is a contiguous file',
  g: 'is a global pax header',
  K: 'is a GNU long link name',
  L: 'is a GNU long name',
  S: 'is a sparse file',
};

export interface TarHeader {
  kind: 'file' | 'directory' | 'pax';
  path: string;
  size: number;
}

function field(block: Buffer, [offset, length]: readonly [number, number]): Buffer {
  return block.subarray(offset, offset + length);
}

/**
 * Reads a header block and refuses every form that two programs could read in two ways, or that is not a regular
 * file, a folder or a pax header.
 *
 * @param paxPath the path from a pax header before it, which replaces its own
 */
export function readHeader(block: Buffer, paxPath: string | undefined): TarHeader {
  const header = decoded(block);
  const path = paxPath ?? header.path ?? '';
  if (!header.cksumValid) throw refusal(path, 'its tar header has an invalid checksum');
  if (field(block, fields.magic).toString('latin1') !== 'ustar\u000000') {
    throw refusal(path, 'its tar header is not in POSIX (ustar) format');
  }
  const kind = entryKind(field(block, fields.type).toString('latin1'), path);
  if (kind !== 'pax' && paxPath === undefined) {
    assertText(field(block, fields.name), path);
    assertText(field(block, fields.prefix), path);
  }
  const mode = octal(field(block, fields.mode), path, 'mode');
  if ((mode & 0o7000) !== 0) throw refusal(path, 'has a set-user-id, set-group-id or sticky bit');
  if (field(block, fields.linkName).some((byte) => byte !== 0)) throw refusal(path, 'names a link target');
  const size = octal(field(block, fields.size), path, 'size');
  if (kind === 'directory' && size !== 0) throw refusal(path, 'is a folder with content');
  return { kind, path, size };
}

/** `Header` throws on binary numbers that it cannot read, in any field. */
function decoded(block: Buffer): Header {
  try {
    return new Header(block);
  } catch (error) {
    throw refusal(undefined, `has a tar header that cannot be read: ${(error as Error).message}`);
  }
}

function entryKind(type: string, path: string): TarHeader['kind'] {
  if (type === '0' || type === '\0') return 'file';
  if (type === '5') return 'directory';
  if (type === 'x') return 'pax';
  throw refusal(
    path,
    `${refusedTypes[type] ?? `has the unknown entry type ${JSON.stringify(type)}`}; only regular files are allowed`,
  );
}

/** Some programs read bytes after the first NUL, and others do not. */
function assertText(bytes: Buffer, path: string): void {
  const end = bytes.indexOf(0);
  if (end >= 0 && bytes.subarray(end).some((byte) => byte !== 0))
    throw refusal(path, 'has a NUL within its name');
  if (!isUtf8(bytes)) throw refusal(path, 'its name is not UTF-8');
}

function octal(bytes: Buffer, path: string, what: string): number {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(bytes.toString('latin1'))?.[1];
  if (digits === undefined) throw refusal(path, `the ${what} in its tar header is not an octal number`);
  return Number.parseInt(digits, 8);
}
